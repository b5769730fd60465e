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
from parvis.engagement.queries.notices import unseen_count
from parvis.engagement.queries.views import habit_of
from parvis.listening.bursts.queries import current
from parvis.outbox.queries import drafts_of
from parvis.web.ui.banner import banner
from parvis.web.ui.door import Desk, DeskRequest, screen

NAMED = reads.FIRST
BURSTS = 10


@require_GET
@screen(Permission.CASE_WORK)
def today(request: DeskRequest) -> HttpResponse:
    desk, at = request.desk, now()
    habit = habit_of(desk.seat)
    since = reads.since(habit.looked_at if habit else None, at)
    ids = {
        "waiting": reads.waiting(desk.seat),
        "wakes": reads.waking(desk.seat, _tomorrow(at)),
        "answered": reads.answered(desk.seat, since),
    }
    # Joined once for all three parts: building that query costs more than running it.
    found = reads.named([pk for some in ids.values() for pk in some[:NAMED]], at)
    context: dict[str, Any] = {name: [found[pk] for pk in some[:NAMED] if pk in found] for name, some in ids.items()}
    context |= {f"{name}_count": len(some) for name, some in ids.items()}
    context |= {"at": at, "since": since, **_figures(desk, at), **_drafts(desk), **_world(desk, at)}
    context["banner"] = banner(desk)
    return render(request, "today/page.html", context)


@require_POST
@screen(Permission.CASE_WORK)
def looked(request: DeskRequest) -> HttpResponse:
    """Up to the moment that the page was drawn: what came while it was read is new the next time."""
    at, said = now(), parse_datetime(request.POST.get("at", "")[:40])
    drawn = said if said is not None and said.tzinfo is not None else at
    has_looked(request.desk.seat, at=min(drawn, at))
    return redirect("today", brand=request.desk.brand.slug)


def _figures(desk: Desk, at: datetime) -> dict[str, Any]:
    counts = cases.counts(desk.brand.pk, desk.seat.pk, at, cases.routed(desk.seat))
    told = unseen_count(desk.brand.pk, desk.account.pk)
    return {"counts": counts, "late_mine": reads.late_of(desk.seat, at), "told": told}


def _drafts(desk: Desk) -> dict[str, Any]:
    drafts = drafts_of(desk.brand.pk, desk.account) if desk.may("reply.send") else []
    homes = reads.cases_of_threads(desk.seat, [d.thread_id for d in drafts]) if drafts else {}
    return {"drafts": [(draft, homes[draft.thread_id]) for draft in drafts if draft.thread_id in homes]}


def _world(desk: Desk, at: datetime) -> dict[str, Any]:
    """Of the whole brand: only who sees the whole is told."""
    whole = desk.sight.whole
    return {
        "bursts": current(desk.brand.pk, at, limit=BURSTS) if whole and desk.may("posts.see") else [],
        "troubled": troubled(desk.brand.pk) if whole and desk.may("places.see") else [],
    }


def _tomorrow(at: datetime) -> datetime:
    """Midnight, where the brand is."""
    day = timezone.localtime(at).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))
