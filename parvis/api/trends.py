"""Trends of a watch as the pages show them, and its bursts with what the team said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Field, Query, Schema

from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.moments import Moment
from parvis.api.router import router
from parvis.api.trends_shapes import (
    BurstShape,
    JudgeIn,
    RisenShape,
    SeriesShape,
    VoiceShape,
    burst_shape,
    series_shape,
    share_shape,
)
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.listening.bursts.actions import judge
from parvis.listening.bursts.queries import bursts_of
from parvis.listening.models import Burst, Watch
from parvis.listening.queries import watches_of
from parvis.listening.trends.periods import Period, period_of
from parvis.listening.trends.queries import Scope, rising_in, series, shares_of, voices_of

SEE = Permission.POSTS_SEE
MOST = 50


class Asked(Schema):
    """`period`: 24h, 7d, 30d, 90d, or custom with the days `first` and `last` in the brand's time zone. `by`: hour or day.

    `language`: as posts were read: fr, en, or another that the brand speaks.
    """

    period: Literal["24h", "7d", "30d", "90d", "custom"] = "7d"
    first: Annotated[str, Field(max_length=10)] = ""
    last: Annotated[str, Field(max_length=10)] = ""
    by: Literal["", "hour", "day"] = ""
    place: Id | None = None
    network: Annotated[str, Field(max_length=32)] = ""
    language: Annotated[str, Field(max_length=8)] = ""


@dataclass(frozen=True, slots=True)
class Seen:
    caller: Caller
    scope: Scope
    period: Period


@router.get(
    "/brands/{brand}/watches/{watch}/series",
    response=SeriesShape,
    operation_id="get_series",
    openapi_extra=asks(SEE),
    summary="Volume and mood of a watch by hour or day, who spoke, and the period before",
)
def get_series(request: HttpRequest, brand: str, watch: Id, asked: Query[Asked]) -> SeriesShape:
    seen = _seen(request, brand, asked)
    found, earlier = _watch(seen.caller, watch), seen.period.before()
    voices = voices_of(seen.scope, found.pk, seen.period.since, seen.period.until)
    before = voices_of(seen.scope, found.pk, earlier.since, earlier.until)
    return series_shape(seen.period, series(seen.scope, found.pk, seen.period), voices, before)


@router.get(
    "/brands/{brand}/watches/{watch}/rising",
    response=list[RisenShape],
    operation_id="list_rising",
    openapi_extra=asks(SEE),
    summary="Words or links of a watch that grew more than the talk itself",
)
def list_rising(
    request: HttpRequest, brand: str, watch: Id, asked: Query[Asked], kind: Literal["term", "link"] = "term"
) -> list[RisenShape]:
    seen = _seen(request, brand, asked)
    found, period, earlier = _watch(seen.caller, watch), seen.period, seen.period.before()
    points = series(seen.scope, found.pk, period)
    was = sum(point.before for point in points)
    growth = sum(point.now.n for point in points) / was if was else 1.0
    now, before = (period.since, period.until), (earlier.since, earlier.until)
    risen = rising_in(seen.scope, found, kind, now, before, growth, most=MOST)
    return [RisenShape(term=one.term, posts=one.n, before=one.before, score=one.score) for one in risen]


@router.get(
    "/brands/{brand}/trends/shares",
    response=list[VoiceShape],
    operation_id="list_shares",
    openapi_extra=asks(SEE),
    summary="Share of voice: watches of the brand beside those of its rivals",
)
def list_shares(request: HttpRequest, brand: str, asked: Query[Asked]) -> list[VoiceShape]:
    seen = _seen(request, brand, asked)
    return [share_shape(share) for share in shares_of(seen.scope, seen.period)]


@router.get(
    "/brands/{brand}/bursts",
    response=list[BurstShape],
    operation_id="list_bursts",
    openapi_extra=asks(SEE),
    summary="Surges and silences of watches, silences of places, the latest first; for who sees the whole brand",
)
def list_bursts(
    request: HttpRequest, brand: str, since: Moment | None = None, watch: Id | None = None, place: Id | None = None
) -> list[BurstShape]:
    """`since`: only those that were found, or grew, after it. At most 50."""
    caller = enter(request, brand, SEE)
    rows = bursts_of(caller.brand.pk) if caller.sight.whole else Burst.objects.none()
    rows = rows if since is None else rows.filter(changed_at__gt=since)
    rows = rows if watch is None else rows.filter(watch_id=watch)
    rows = rows if place is None else rows.filter(place_id=place)
    return [burst_shape(burst) for burst in rows[:MOST]]


@router.post(
    "/brands/{brand}/bursts/{burst}/judgement",
    response=BurstShape,
    operation_id="judge_burst",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="Say that a burst was news, or not: its watch learns from it",
)
def judge_burst(request: HttpRequest, brand: str, burst: Id, body: JudgeIn) -> BurstShape:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    found = bursts_of(caller.brand.pk).filter(pk=burst).first() if caller.sight.whole else None
    if found is None:
        raise Refused(404, "No such burst")
    found.brand = caller.brand
    judge(found, body.verdict, by=caller.seat.account, at=now())
    return burst_shape(found)


def _seen(request: HttpRequest, brand: str, asked: Asked) -> Seen:
    """A custom period that cannot be understood is the usual one, as in the pages."""
    caller = enter(request, brand, SEE)
    zone = ZoneInfo(caller.brand.timezone)
    period = period_of(asked.period, now(), zone, first=asked.first, last=asked.last, by=asked.by)
    return Seen(caller, Scope(caller.brand.pk, caller.sight, asked.place, asked.network, asked.language), period)


def _watch(caller: Caller, watch: int) -> Watch:
    found = watches_of(caller.brand.pk).filter(pk=watch).first()
    if found is None:
        raise Refused(404, "No such watch")
    return found
