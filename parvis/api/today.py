"""What waits for the caller, what is late, what changed since they last looked."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Schema

from parvis.api.cases_shapes import CountsShape
from parvis.api.door import Caller, asks, enter
from parvis.api.held import case_shape
from parvis.api.moments import Moment
from parvis.api.router import router
from parvis.api.shapes import CaseShape
from parvis.conversations.queries import troubled
from parvis.core.clock import now
from parvis.core.roles import Permission, allows
from parvis.engagement.actions.views import looked as has_looked
from parvis.engagement.models import Case
from parvis.engagement.queries import counts, routed
from parvis.engagement.queries import today as reads
from parvis.engagement.queries.notices import unseen_count
from parvis.engagement.queries.views import habit_of
from parvis.outbox.queries import drafts_of

WORK = Permission.CASE_WORK


class DraftOfCase(Schema):
    """An answer that the caller has begun."""

    answer: int
    case: int
    updated_at: datetime


class TodayShape(Schema):
    """Of each part the first cases, and how many there are (counted up to 100). `since`: what `answered` is counted from;
    `troubled`: places that a person must mend, for who sees the whole brand."""

    at: datetime
    since: datetime
    counts: CountsShape
    late_mine: int
    told: int
    waiting: list[CaseShape]
    wakes: list[CaseShape]
    wakes_count: int
    answered: list[CaseShape]
    answered_count: int
    drafts: list[DraftOfCase]
    troubled: list[int]


class LookedIn(Schema):
    """`at`: of the answer that was read; null = now."""

    at: Moment | None = None


class LookedShape(Schema):
    at: datetime


@router.get(
    "/brands/{brand}/today",
    response=TodayShape,
    operation_id="get_today",
    openapi_extra=asks(WORK),
    summary="What waits for the caller, what is late, what changed",
)
def today(request: HttpRequest, brand: str) -> TodayShape:
    caller, at = enter(request, brand, WORK), now()
    habit = habit_of(caller.seat)
    since = reads.since(habit.looked_at if habit else None, at)
    wakes, answered = reads.waking(caller.seat, _tomorrow(caller, at)), reads.answered(caller.seat, since)
    parts = [some[: reads.FIRST] for some in (reads.waiting(caller.seat), wakes, answered)]
    found = Case.objects.select_related("author").in_bulk([pk for part in parts for pk in part])
    waiting, waking, heard = ([case_shape(found[pk]) for pk in part if pk in found] for part in parts)
    seen = counts(caller.brand.pk, caller.seat.pk, at, routed(caller.seat))
    return TodayShape(
        at=at,
        since=since,
        counts=CountsShape(**{str(view): n for view, n in seen.items()}),
        late_mine=reads.late_of(caller.seat, at),
        told=unseen_count(caller.brand.pk, caller.seat.account_id),
        waiting=waiting,
        wakes=waking,
        wakes_count=len(wakes),
        answered=heard,
        answered_count=len(answered),
        drafts=_drafts(caller),
        troubled=_troubled(caller),
    )


def _tomorrow(caller: Caller, at: datetime) -> datetime:
    """Midnight, where the brand is."""
    zone = ZoneInfo(caller.brand.timezone)
    day = at.astimezone(zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _drafts(caller: Caller) -> list[DraftOfCase]:
    if not allows(caller.seat.role, Permission.REPLY_SEND):
        return []
    begun = drafts_of(caller.brand.pk, caller.seat.account)
    homes = reads.cases_of_threads(caller.seat, [draft.thread_id for draft in begun]) if begun else {}
    return [
        DraftOfCase(answer=draft.pk, case=homes[draft.thread_id], updated_at=draft.updated_at)
        for draft in begun
        if draft.thread_id in homes
    ]


def _troubled(caller: Caller) -> list[int]:
    whole = caller.sight.whole and allows(caller.seat.role, Permission.PLACES_SEE)
    return [place.pk for place in troubled(caller.brand.pk)] if whole else []


@router.post(
    "/brands/{brand}/today/looked",
    response=LookedShape,
    operation_id="look_at_today",
    openapi_extra=asks(WORK),
    summary="The caller knows what happened up to this moment",
)
def looked(request: HttpRequest, brand: str, body: LookedIn) -> LookedShape:
    caller, at = enter(request, brand, WORK), now()
    upto = min(body.at or at, at)
    has_looked(caller.seat, at=upto)
    return LookedShape(at=upto)
