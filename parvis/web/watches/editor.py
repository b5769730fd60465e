"""Wording a watch: what it would have caught, what is wrong and how to mend it, what to leave out, while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.watches import Preview, preview, save
from parvis.listening.actions import WatchNameTaken
from parvis.listening.models import Watch
from parvis.listening.query import Problem, QueryError, exclude
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say
from parvis.web.watches.forms import LONGEST, WatchForm, name_taken
from parvis.web.watches.highlight import excerpt, pointed
from parvis.web.watches.views import found

SAMPLES = 6


@dataclass(frozen=True, slots=True)
class Trial:
    """A wording tried on what was said: either `problems` or `preview`. `samples`: posts with the words found marked."""

    query: str
    problems: tuple[Problem, ...] = ()
    pointed: tuple[str, str, str] | None = None
    preview: Preview | None = None
    samples: tuple[tuple[Post, Markup], ...] = ()


def trial_of(brand_id: int, query: str) -> Trial | None:
    """None for an empty query: nothing to say yet."""
    if not query.strip() or len(query) > LONGEST:
        return None
    try:
        seen = preview(brand_id, query, shown=SAMPLES)
    except QueryError as problem:
        return Trial(query, problem.problems, pointed(query, problem))
    return Trial(query, preview=seen, samples=tuple((post, excerpt(post, seen.query.ast)) for post in seen.posts))


@screen(Permission.WATCHES_EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """An example may come in the address: name, role, query."""
    return _edit(request, None)


@screen(Permission.WATCHES_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    return _edit(request, found(request, id))


@screen(Permission.WATCHES_EDIT)
@require_POST
def try_new(request: DeskRequest) -> HttpResponse:
    return _try(request, None)


@screen(Permission.WATCHES_EDIT)
@require_POST
def try_edit(request: DeskRequest, id: int) -> HttpResponse:
    return _try(request, found(request, id))


def _edit(request: DeskRequest, watch: Watch | None) -> HttpResponse:
    brand = request.desk.brand
    if request.method == "GET":
        told = {"name": watch.name, "role": watch.role, "query": watch.query} if watch else _asked(request)
        return _show(request, watch, WatchForm(initial=told), None, told["query"])
    form = WatchForm(request.POST)
    if form.is_valid():
        try:
            saved = save(brand, **form.cleaned_data, by=request.desk.account, at=now(), watch=watch)
        except QueryError as problem:
            form.add_error("query", say(problem.message))
        except WatchNameTaken:
            form.add_error("name", name_taken())
        else:
            return redirect("watch", brand=brand.slug, id=saved.pk)
    return _page(request, watch, form, request.POST.get("query", ""), status=422)


def _asked(request: DeskRequest) -> dict[str, str]:
    asked = {"name": request.GET.get("name", "")[:120], "role": request.GET.get("role", "topic")}
    return {**asked, "query": request.GET.get("query", "")[:LONGEST]}


def _try(request: DeskRequest, watch: Watch | None) -> HttpResponse:
    """The same page with the wording tried: as typed, mended (`use`), or with one more word left out (`exclude`)."""
    said = {name: request.POST.get(name, "") for name in ("name", "role", "query")}
    said["query"] = request.POST.get("use") or said["query"]
    if term := request.POST.get("exclude"):
        try:
            said["query"] = exclude(said["query"], term)
        except QueryError:
            pass  # the query itself cannot be read: the page says why, at its place
    return _page(request, watch, WatchForm(initial=said), said["query"])


def _page(request: DeskRequest, watch: Watch | None, form: WatchForm, query: str, status: int = 200) -> HttpResponse:
    return _show(request, watch, form, trial_of(request.desk.brand.pk, query), "", status)


def _show(
    request: DeskRequest, watch: Watch | None, form: WatchForm, trial: Trial | None, untried: str, status: int = 200
) -> HttpResponse:
    """`untried`: a wording that is tried once the page is there. Half a second over thousands of posts must not hold it up."""
    context: dict[str, Any] = {
        "watch": watch,
        "form": form,
        "trial": trial,
        "untried": bool(untried.strip()) and len(untried) <= LONGEST,
        "grammar": grammar(),
        "refocus": bool(request.POST.keys() & {"use", "exclude"}),
    }
    return render(request, "watches/editor.html", context, status=status)


def grammar() -> list[tuple[str, str, str]]:
    """(in English, in French, what it means)"""
    return [
        ("train night", "train nuit", _("Both words, anywhere in the post. Accents and capitals do not count.")),
        ('"night train"', "« train de nuit »", _("These words, in this order.")),
        ("train OR bus", "train OU car", _("One or the other, or both.")),
        ("train AND (night OR sleeper)", "train ET (nuit OU couchette)", _("Parentheses group.")),
        ("train -toy   train NOT toy", "train -jouet   train SAUF jouet", _("Leaves out the posts with this word.")),
        ("late*", "retard*", _("Every word that begins so.")),
        ("train NEAR/5 late", "train PROCHE/5 retard", _("At most five words apart; NEAR/5f keeps the order.")),
        ("exact:Été", "exacte:Été", _("Accents count.")),
        ("author:@marie", "auteur:@marie", _("Who wrote.")),
        ("place:Blog site:example.org", "lieu:Blog site:example.org", _("Where it was said.")),
        ("lang:fr network:email kind:review", "langue:fr réseau:email type:review", _("The language, the network, the kind of post.")),
        ("tag:travel link:example.org", "tag:voyage lien:example.org", _("A tag, a link in the post.")),
        ("after:2026-01-01 before:2026-06-30", "après:2026-01-01 avant:2026-06-30", _("When it was said.")),
        ("followers:>1000", "abonnés:>1000", _("How many follow the author.")),
    ]  # fmt: skip
