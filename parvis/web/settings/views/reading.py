"""How posts are read here: the weights in use, what the brand's corrections taught them, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.analysis.chosen import chosen
from parvis.conversations.actions.learning import give_up_head, use_head
from parvis.conversations.actions.second import end_reader
from parvis.conversations.models import BrandHead
from parvis.conversations.taught import (
    ENOUGH,
    EVERY,
    head_in_use,
    reader_of,
    standing_corrections,
    taught_by,
    untaught,
    versions_of,
)
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.learning import TooFew, ask_to_learn, words_of
from parvis.flows.second import start_second
from parvis.web.settings.forms.reader import ReaderForm
from parvis.web.settings.views.page import show
from parvis.web.settings.words.reading import correction_words, facet_words, head_words
from parvis.web.ui.door import DeskRequest, screen

ROWS = 20
CORRECTIONS = 40


@screen(Permission.SETTINGS_SEE)
@require_GET
def reading(request: DeskRequest) -> HttpResponse:
    return _page(request, None)


@screen(Permission.TEAM_EDIT)
@require_POST
def reader_start(request: DeskRequest) -> HttpResponse:
    form = ReaderForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    start_second(request.desk.brand, form.wish(), by=request.desk.account, at=now())
    messages.success(request, _("It reads the posts that come from now on, after the weights of this house."))
    return redirect("settings_reading", brand=request.desk.brand.slug)


@screen(Permission.TEAM_EDIT)
@require_POST
def reader_end(request: DeskRequest) -> HttpResponse:
    reader = reader_of(request.desk.brand.pk)
    if reader and end_reader(reader, by=request.desk.account, at=now()):
        messages.success(request, _("It reads no more. What it read stays as it is."))
    return redirect("settings_reading", brand=request.desk.brand.slug)


def _page(request: DeskRequest, refused: ReaderForm | None) -> HttpResponse:
    """`refused`: the form with its errors."""
    brand_id, house = request.desk.brand.pk, chosen()
    before = _number(request.GET.get("before", ""))
    rows = versions_of(brand_id).select_related("trained_by")
    found = list((rows.filter(version__lt=before) if before else rows)[: ROWS + 1])
    used = head_in_use(brand_id)
    context: dict[str, Any] = {
        "house": house,
        "used": used,
        "outdated": used is not None and used[2] != house.key,
        "heads": [(head, _state(head, used, house.key)) for head in found[:ROWS]],
        "older": f"?before={found[ROWS - 1].version}" if len(found) > ROWS else "",
        "corrections": standing_corrections(brand_id).count(),
        "untaught": untaught(brand_id),
        "enough": ENOUGH,
        "every": EVERY,
    }
    context["reader"] = reader_of(brand_id)
    context["form"] = (refused or ReaderForm()) if request.desk.may(Permission.TEAM_EDIT) else None
    context["refused"] = refused is not None
    context["today"] = now().date()
    return show(request, "reading", "settings_reading", context, status=422 if refused else 200)


@screen(Permission.SETTINGS_SEE)
@require_GET
def version(request: DeskRequest, id: int) -> HttpResponse:
    """What a version learnt, how it was judged, and the corrections behind it."""
    head, house = _found(request, id), chosen()
    before = _number(request.GET.get("before", ""))
    rows = taught_by(head).select_related("post__place")
    found = list((rows.filter(pk__lt=before) if before else rows)[: CORRECTIONS + 1])
    context = {
        "head": head,
        "state": _state(head, head_in_use(request.desk.brand.pk), house.key),
        "facets": [(facet_words(row["facet"]), row) for row in head.figures.get("facets", [])],
        "words": [(head_words(name), told) for name, told in words_of(head, house)],
        "corrections": [(one, correction_words(one)) for one in found[:CORRECTIONS]],
        "older": f"?before={found[CORRECTIONS - 1].pk}" if len(found) > CORRECTIONS else "",
    }
    return show(request, "reading_version", "settings_reading", context)


@screen(Permission.RULES_EDIT)
@require_POST
def learn(request: DeskRequest) -> HttpResponse:
    try:
        ask_to_learn(request.desk.brand, by=request.desk.account)
    except TooFew:
        said = _("There is too little to learn from: correct at least %(n)s judgements first.") % {"n": ENOUGH}
        messages.warning(request, said)
    else:
        messages.success(request, _("Parvis learns now: the new version stands here in a minute."))
    return redirect("settings_reading", brand=request.desk.brand.slug)


@screen(Permission.RULES_EDIT)
@require_POST
def use(request: DeskRequest, id: int) -> HttpResponse:
    head = _found(request, id)
    use_head(head, by=request.desk.account, at=now())
    messages.success(request, _("Version %(n)s reads what comes from now on.") % {"n": head.version})
    return redirect("settings_reading", brand=request.desk.brand.slug)


@screen(Permission.RULES_EDIT)
@require_POST
def give_up(request: DeskRequest, id: int) -> HttpResponse:
    head = _found(request, id)
    if give_up_head(head, by=request.desk.account, at=now()):
        messages.success(request, _("Version %(n)s no longer reads: the one before it does.") % {"n": head.version})
    else:
        messages.info(request, _("This version does not read."))
    return redirect("settings_reading", brand=request.desk.brand.slug)


def _found(request: DeskRequest, id: int) -> BrandHead:
    rows = versions_of(request.desk.brand.pk).select_related("brand", "trained_by", "used_by", "given_up_by")
    found = rows.filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _state(head: BrandHead, used: tuple[int, int, str] | None, key: str) -> str:
    """reads | other-weights | given-up | former | not-better"""
    if head.base != key:
        return "other-weights"
    if used and used[0] == head.pk:
        return "reads"
    if head.given_up_at:
        return "given-up"
    return "former" if head.used_from else "not-better"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
