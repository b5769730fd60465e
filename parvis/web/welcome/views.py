"""The first five minutes: who you are → what to hear of → where → the first posts. Each step can be come back to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.conversations.queries import posts_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.beginning import listen_to_all
from parvis.flows.founding import present
from parvis.flows.watches import save
from parvis.listening.models import Watch
from parvis.listening.proposals import Proposal, Told, proposals
from parvis.listening.queries import watches_of
from parvis.outbox.actions.personas import NameTaken
from parvis.web.ui.answers import go, status_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say
from parvis.web.welcome.forms import AboutForm, AddressesForm, BrandForm, WatchesForm
from parvis.web.welcome.progress import first_minutes

FIRST_POSTS = 5


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "POST"])
def brand(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    if request.method == "GET":
        known = "" if desk.account.name.casefold() == "owner" else desk.account.name
        form = BrandForm(initial={"brand": desk.brand.name, "language": desk.brand.language, "name": known})
        return _show(request, "brand", {"form": form})
    form = BrandForm(request.POST)
    if form.is_valid():
        try:
            with translation.override(form.cleaned_data["language"]):
                present(
                    desk.brand, form.portrait(desk.brand), name=form.cleaned_data["name"], by=desk.account,
                    translate=translation.gettext, at=now(),
                )  # fmt: skip
        except NameTaken:
            form.add_error("name", _("Somebody of your team signs with this name already: add a second name."))
        else:
            return redirect("welcome_watches", brand=desk.brand.slug)
    return _show(request, "brand", {"form": form}, status=422)


@screen(Permission.WATCHES_EDIT)
@require_http_methods(["GET", "POST"])
def watches(request: DeskRequest) -> HttpResponse:
    """A GET proposes, from the name and what `AboutForm` says; a POST keeps those that are ticked."""
    about = AboutForm(request.GET)
    kept = list(watches_of(request.desk.brand.pk))
    proposed = _proposed(request, about, kept)
    if request.method == "GET":
        form = WatchesForm(None, proposed, [w.name for w in kept])
        return _show(request, "watches", {"about": about, "form": form, "kept": kept})
    form = WatchesForm(request.POST, proposed, [w.name for w in kept])
    if not form.is_valid():
        return _show(request, "watches", {"about": about, "form": form, "kept": kept}, status=422)
    for one, name, query in form.kept():
        save(request.desk.brand, name=name, query=query, role=one.role, by=request.desk.account, at=now())
    return redirect("welcome_places", brand=request.desk.brand.slug)


def _proposed(request: DeskRequest, about: AboutForm, kept: list[Watch]) -> list[Proposal]:
    about.is_valid()
    told = Told(
        request.desk.brand.name, request.desk.brand.language, about.cleaned_data.get("site", ""),
        about.listed("rivals"), about.listed("words"),
    )  # fmt: skip
    names, queries = {watch.name.casefold() for watch in kept}, {watch.query for watch in kept}
    return [one for one in proposals(told) if one.query not in queries and say(one.name).casefold() not in names]


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def places(request: DeskRequest) -> HttpResponse:
    form = AddressesForm(request.POST if request.method == "POST" else None)
    tried = []
    if form.is_bound and form.is_valid():
        tried = listen_to_all(request.desk.brand, form.cleaned_data["addresses"], by=request.desk.account, at=now())
        if tried and all(one.place for one in tried):
            messages.success(request, _("Listening. The first reading is under way."))
            return go(request, reverse("welcome_posts", kwargs={"brand": request.desk.brand.slug}))
        form = AddressesForm(initial={"addresses": "\n".join(one.address for one in tried if one.problem)})
    status = status_of(request, 422 if form.is_bound else 200)
    context = {"form": form, "tried": tried, "minutes": first_minutes(request.desk.brand.pk, now())}
    return _show(request, "places", context, status=status)


@screen(Permission.PLACES_SEE)
@require_GET
def posts(request: DeskRequest) -> HttpResponse:
    """How far the first reading is, told as it is; it refreshes by itself while something goes on."""
    minutes = first_minutes(request.desk.brand.pk, now())
    first = list(posts_of(request.desk.brand.pk)[:FIRST_POSTS])
    return _show(request, "posts", {"minutes": minutes, "first": first})


def _show(request: DeskRequest, step: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"welcome/{step}.html", {**context, "step": step}, status=status)
