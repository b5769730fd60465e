"""The first page of whoever works cases: what waits, what is late, what changed. Each figure opens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.queries import troubled
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement import queries as cases
from parvis.engagement.actions.views import looked as has_looked
from parvis.engagement.queries import today as reads
from parvis.engagement.queries.notices import unseen_of
from parvis.engagement.queries.views import habit_of
from parvis.listening.queries import bursts
from parvis.outbox.queries import drafts_of
from parvis.web.ui.door import Desk, DeskRequest, screen

NAMED = reads.FIRST


@require_GET
@screen(Permission.CASE_WORK)
def today(request: DeskRequest) -> HttpResponse:
    at = now()
    return render(request, "today/page.html", {"at": at, **_mine(request.desk, at), **_changed(request.desk, at)})


@require_POST
@screen(Permission.CASE_WORK)
def looked(request: DeskRequest) -> HttpResponse:
    """Up to the moment that the page was drawn: what came while it was read is new the next time."""
    at, said = now(), parse_datetime(request.POST.get("at", "")[:40])
    drawn = said if said is not None and said.tzinfo is not None else at
    has_looked(request.desk.seat, at=min(drawn, at))
    return redirect("today", brand=request.desk.brand.slug)


def _mine(desk: Desk, at: datetime) -> dict[str, Any]:
    only = cases.routed(desk.seat)
    counts = cases.counts(desk.brand.pk, desk.seat.pk, at, only)
    waiting = cases.inbox(desk.brand.pk, cases.Filters(view="mine", seat_id=desk.seat.pk, only=only), at, limit=NAMED)
    drafts = drafts_of(desk.brand.pk, desk.account) if desk.may("reply.send") else []
    homes = reads.cases_of_threads(desk.seat, [d.thread_id for d in drafts]) if drafts else {}
    wakes = reads.waking(desk.seat, _tomorrow(at))
    return {
        "counts": counts,
        "waiting": waiting,
        "late_mine": reads.late_of(desk.seat, at),
        "drafts": [(draft, homes[draft.thread_id]) for draft in drafts if draft.thread_id in homes],
        "wakes": _rows(wakes, at),
        "wakes_count": len(wakes),
    }


def _changed(desk: Desk, at: datetime) -> dict[str, Any]:
    habit = habit_of(desk.seat)
    since = reads.since(habit.looked_at if habit else None, at)
    answered = reads.answered(desk.seat, since)
    return {
        "since": since,
        "answered": _rows(answered, at),
        "answered_count": len(answered),
        "told": len(unseen_of(desk.brand.pk, desk.account.pk, limit=100)),
        "bursts": bursts(desk.brand.pk, at) if desk.may("posts.see") else [],
        "troubled": troubled(desk.brand.pk) if desk.may("places.see") else [],
    }


def _rows(ids: list[int], at: datetime) -> list[cases.InboxRow]:
    found = reads.named(ids[:NAMED], at)
    return [found[pk] for pk in ids[:NAMED] if pk in found]


def _tomorrow(at: datetime) -> datetime:
    """Midnight, where the brand is."""
    day = timezone.localtime(at).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))
