"""Possible matches: two people side by side with the evidence; the same, not the same, or later. Each can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.models import Post
from parvis.conversations.queries import posts_by
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import joining
from parvis.people.actions.merging import AlreadyOne
from parvis.people.actions.suggesting import bring_back, put_aside, refuse, take_back_refusal
from parvis.people.models import Merge, Person, Suggestion
from parvis.people.queries import find_people, people_of
from parvis.people.resemblance import Proposal, how_many_wait, proposals, suggestion_of
from parvis.people.rules.likeness import LIKELY, STRONG
from parvis.web.ui.door import DeskRequest, screen

AHEAD = 12
"""Pairs shown by name after the one that is open."""
WORDS = 3
"""Latest posts of each, to compare how they speak."""
FOUND = 12
UNDO = {"merge": "merge_undo", "refusal": "refusal_back", "suggestion": "suggestion_back"}


def certainty(score: float) -> str:
    """In one word; the figure is no more exact than that."""
    return "strong" if score >= STRONG else "likely" if score >= LIKELY else "possible"


@screen(Permission.PEOPLE_EDIT)
@require_GET
def matches(request: DeskRequest) -> HttpResponse:
    brand_id, at = request.desk.brand.pk, now()
    listed = proposals(brand_id, at, limit=AHEAD + 1)
    asked = request.GET.get("pair", "")
    listed.sort(key=lambda p: str(p.suggestion.pk) != asked)
    focus = listed[0] if listed else None
    return render(
        request,
        "people/matches.html",
        {
            "focus": focus,
            "sides": _sides(brand_id, focus) if focus else [],
            "ahead": listed[1:],
            "waiting": how_many_wait(brand_id, at),
            "certainty": certainty,
            "undo": _undo(request),
        },
    )


def _sides(brand_id: int, focus: Proposal) -> list[tuple[Person, list[Post]]]:
    return [
        (person, posts_by(brand_id, [i.pk for i in person.identities.all()], limit=WORDS))
        for person in (focus.low, focus.high)
    ]


def _undo(request: DeskRequest) -> str:
    """Where the last act is taken back; "" when there is none."""
    kind, _sign, number = request.GET.get("undo", "").partition("-")
    if kind not in UNDO or not number.isdecimal() or len(number) > 18:
        return ""
    return reverse(UNDO[kind], kwargs={"brand": request.desk.brand.slug, "id": int(number)})


@screen(Permission.PEOPLE_EDIT)
@require_POST
def same(request: DeskRequest, id: int) -> HttpResponse:
    suggestion = _suggestion(request, id)
    keep = request.POST.get("keep", "")
    try:
        made = joining.accept(
            suggestion,
            keep=int(keep) if keep.isdecimal() and len(keep) < 19 else suggestion.low_id,
            by=request.desk.account,
            at=now(),
        )
    except AlreadyOne:
        messages.info(request, _("They were one already: somebody was faster."))
        return _back(request)
    except ValueError:
        raise Http404 from None
    messages.success(request, _("One person from now on."))
    return _back(request, "merge", made.pk)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def different(request: DeskRequest, id: int) -> HttpResponse:
    suggestion, at = _suggestion(request, id), now()
    row = refuse(suggestion.brand, one=suggestion.low, other=suggestion.high, by=request.desk.account, at=at)
    if row is None:
        messages.info(request, _("They count as one person: separate them on their page first."))
        return _back(request)
    messages.success(request, _("Two people. This pair is never proposed again."))
    return _back(request, "refusal", row.pk)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def later(request: DeskRequest, id: int) -> HttpResponse:
    suggestion = _suggestion(request, id)
    put_aside(suggestion.brand, suggestion.pk, by=request.desk.account, at=now())
    messages.success(request, _("Put aside for a week."))
    return _back(request, "suggestion", suggestion.pk)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def back(request: DeskRequest, id: int) -> HttpResponse:
    suggestion = _suggestion(request, id)
    bring_back(suggestion.brand, suggestion.pk)
    return _back(request, pair=suggestion.pk)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def refusal_back(request: DeskRequest, id: int) -> HttpResponse:
    if not take_back_refusal(request.desk.brand, id, by=request.desk.account, at=now()):
        raise Http404
    messages.success(request, _("They may be proposed again."))
    return _back(request)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def merge_undo(request: DeskRequest, id: int) -> HttpResponse:
    merged = _merge(request, id)
    _undone(request, joining.take_back(merged, by=request.desk.account, at=now()))
    return _back(request)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def merge_separate(request: DeskRequest, id: int) -> HttpResponse:
    merged = _merge(request, id)
    _undone(request, joining.separate(merged, by=request.desk.account, at=now()))
    return redirect("person", brand=request.desk.brand.slug, id=merged.winner_id)


def _undone(request: DeskRequest, done: bool) -> None:
    if done:
        messages.success(request, _("Two people again, each with what was theirs."))
    else:
        messages.info(request, _("They were separated already."))


@screen(Permission.PEOPLE_EDIT)
@require_GET
def person_join(request: DeskRequest, id: int) -> HttpResponse:
    """Find whom this person is as well."""
    who = _person(request, id)
    text = request.GET.get("q", "").strip()
    found = find_people(request.desk.brand.pk, text=text, after=None, limit=FOUND + 1) if text else []
    context = {"person": who, "q": text, "found": [p for p in found if p.pk != who.pk][:FOUND]}
    return render(request, "people/join.html", context)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def person_merge(request: DeskRequest, id: int) -> HttpResponse:
    """`other` counts as this person from now on."""
    who, number = _person(request, id), request.POST.get("other", "")
    if not number.isdecimal() or len(number) > 18 or int(number) == who.pk:
        raise Http404
    other = _person(request, int(number))
    try:
        joining.join(request.desk.brand, winner=who, loser=other, by=request.desk.account, at=now())
    except AlreadyOne:
        messages.info(request, _("They were one already: somebody was faster."))
    else:
        messages.success(request, _("One person from now on."))
    return redirect("person", brand=request.desk.brand.slug, id=who.pk)


def _suggestion(request: DeskRequest, id: int) -> Suggestion:
    try:
        found = suggestion_of(request.desk.brand.pk, id)
    except Suggestion.DoesNotExist:
        raise Http404 from None
    found.brand = request.desk.brand
    return found


def _merge(request: DeskRequest, id: int) -> Merge:
    found = Merge.objects.select_related("winner", "loser").filter(brand=request.desk.brand, pk=id).first()
    if found is None:
        raise Http404
    found.brand = request.desk.brand
    return found


def _person(request: DeskRequest, id: int) -> Person:
    found = people_of(request.desk.brand.pk).filter(pk=id).prefetch_related("identities").first()
    if found is None:
        raise Http404
    return found


def _back(request: DeskRequest, kind: str = "", number: int = 0, *, pair: int = 0) -> HttpResponse:
    """To the next pair, with the way to take the act back."""
    address = reverse("matches", kwargs={"brand": request.desk.brand.slug})
    asked: Mapping[str, Any] = {"undo": f"{kind}-{number}"} if kind else {"pair": pair} if pair else {}
    return redirect(address + "".join(f"?{name}={value}" for name, value in asked.items()))


def of_person(brand_id: int, person_id: int, at: datetime) -> list[tuple[Proposal, Person]]:
    """Proposals for this person, each with who the other is."""
    listed = proposals(brand_id, at, person_id=person_id, limit=5)
    return [(p, p.high if p.low.pk == person_id else p.low) for p in listed]
