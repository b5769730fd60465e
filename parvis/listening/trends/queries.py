"""Reads of trends: series, mood, voices, rising words and links, shares. Constant queries whatever the data.

From the hourly counts, so that a seat of limited sight, a place, a network or a language is one more condition; the whole by day from the
daily ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Count, Max, Model, QuerySet, Sum

from parvis.conversations.models import Place
from parvis.conversations.sight import Sight
from parvis.listening.models import Watch, WatchDay, WatchHour, WatchTerm, WatchVoice
from parvis.listening.query import besides, parse
from parvis.listening.trends.periods import Period
from parvis.listening.trends.rules import COUNTED_AS, RISING_FROM, Risen, quarter_of, rising

M = TypeVar("M", bound=Model)
CANDIDATES = 400
"""Words that are compared with before: the most frequent now."""


class Count3(NamedTuple):
    n: int = 0
    negative: int = 0
    positive: int = 0

    def plus(self, other: Count3) -> Count3:
        return Count3(self.n + other.n, self.negative + other.negative, self.positive + other.positive)


NOTHING = Count3()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one looks: what the seat sees, of one place, network or language when asked."""

    brand_id: int
    sight: Sight
    place_id: int | None = None
    network: str = ""
    language: str = ""

    @property
    def whole(self) -> bool:
        """Everything that the brand hears: what the sums by day are of."""
        return self.sight.whole and self.place_id is None and not (self.network or self.language)

    def of(self, rows: QuerySet[M]) -> QuerySet[M]:
        rows = self.sight.in_places(rows)
        if self.place_id is not None:
            rows = rows.filter(place_id=self.place_id)
        if self.network:
            theirs = Place.objects.filter(brand_id=self.brand_id, network=self.network)
            rows = rows.filter(place_id__in=theirs.values("pk"))
        return rows.filter(language=self.language) if self.language else rows


def hours_of(scope: Scope, watch_id: int, since: datetime, until: datetime) -> dict[datetime, Count3]:
    """Hour → its sums; hours without any are absent. One query."""
    rows = scope.of(WatchHour.objects.filter(watch_id=watch_id, hour__gte=since, hour__lt=until)).values_list("hour")
    sums = rows.annotate(Sum("n"), Sum("negative"), Sum("positive")).order_by()
    return {hour: Count3(n, bad, good) for hour, n, bad, good in sums}


class Point(NamedTuple):
    """An hour or a day: what was said in it, and how many hits its like had in the period before."""

    since: datetime
    until: datetime
    now: Count3
    before: int


def series(scope: Scope, watch_id: int, period: Period) -> list[Point]:
    """One query for both periods."""
    earlier = period.before()
    if scope.whole and period.by == "day":
        days = _days_of(watch_id, earlier.first, period.last)
        now, was = ([days.get(one.first + n * DAY, NOTHING) for n in range(one.days)] for one in (period, earlier))
    else:
        hours = hours_of(scope, watch_id, earlier.since, period.until)
        now, was = ([_summed(hours, *step) for step in one.steps()] for one in (period, earlier))
    return [
        Point(since, until, now[n], was[n].n if n < len(was) else 0) for n, (since, until) in enumerate(period.steps())
    ]


def _days_of(watch_id: int, first: date, last: date) -> dict[date, Count3]:
    rows = WatchDay.objects.filter(watch_id=watch_id, day__gte=first, day__lte=last)
    return {day: Count3(*sums) for day, *sums in rows.values_list("day", "n", "negative", "positive")}


def _summed(hours: Mapping[datetime, Count3], since: datetime, until: datetime) -> Count3:
    total, hour = NOTHING, since
    while hour < until:
        if found := hours.get(hour):
            total = total.plus(found)
        hour += HOUR
    return total


def sums_of(scope: Scope, watch_ids: Sequence[int], period: Period) -> dict[int, Count3]:
    """Watch → its sums in this period. One query."""
    if scope.whole and period.by == "day":
        days = WatchDay.objects.filter(watch_id__in=list(watch_ids), day__gte=period.first, day__lte=period.last)
        return _by_watch(days)
    hours = WatchHour.objects.filter(watch_id__in=list(watch_ids), hour__gte=period.since, hour__lt=period.until)
    return _by_watch(scope.of(hours))


def _by_watch(rows: QuerySet[WatchDay] | QuerySet[WatchHour]) -> dict[int, Count3]:
    sums = rows.values_list("watch_id").annotate(Sum("n"), Sum("negative"), Sum("positive")).order_by()
    return {watch: Count3(n, bad, good) for watch, n, bad, good in sums}


class Voices(NamedTuple):
    """`authors`: each once. `reach`: the followers of those whose network tells, each author once; `known`: how many those are."""

    authors: int
    reach: int
    known: int


def voices_of(scope: Scope, watch_id: int, since: datetime, until: datetime) -> Voices:
    """One query."""
    rows = scope.of(WatchVoice.objects.filter(watch_id=watch_id, hour__gte=since, hour__lt=until))
    each = rows.values("author_id").annotate(most=Max("followers")).order_by()
    told = each.aggregate(authors=Count("author_id"), reach=Sum("most"), known=Count("most"))
    return Voices(told["authors"], told["reach"] or 0, told["known"])


def rising_in(
    scope: Scope, watch: Watch, kind: str, now: tuple[datetime, datetime], before: tuple[datetime, datetime],
    growth: float, *, most: int,
) -> list[Risen]:  # fmt: skip
    """Words or links that grew from one stretch to the next, in whole quarters of a day. Two queries.

    Words that the watch itself asks for are left out: they stand in every post.
    """
    said = _terms(scope, watch, kind, *now)
    counted = dict(said.filter(n__gte=RISING_FROM).order_by("-n", "term")[:CANDIDATES])
    if kind == "term":
        counted = {term: counted[term] for term in besides(parse(watch.query), counted)}
    earlier = dict(_terms(scope, watch, kind, *before).filter(term__in=list(counted)).order_by()) if counted else {}
    return rising(counted, earlier, growth, most=most)


def _terms(
    scope: Scope, watch: Watch, kind: str, since: datetime, until: datetime
) -> QuerySet[WatchTerm, tuple[str, int]]:
    first = quarter_of(since)
    rows = WatchTerm.objects.filter(watch=watch, kind=kind, quarter__gte=first, quarter__lt=until)
    return scope.of(rows).values_list("term").annotate(n=Sum("n"))


def counted_otherwise(watch_id: int) -> bool:
    """Whether figures of the watch were counted by an earlier release, and in another manner."""
    return Watch.objects.filter(pk=watch_id, counted_as__lt=COUNTED_AS).exists()


class Share(NamedTuple):
    """Of one watch: what was said in the period and in the one before, and its percent of what all of them said."""

    watch: Watch
    now: Count3
    before: Count3
    percent: float
    percent_before: float


def shares_of(scope: Scope, period: Period) -> list[Share]:
    """The watches of the brand and of its rivals that are not paused, the loudest first. Three queries."""
    watches = list(Watch.objects.filter(brand_id=scope.brand_id, role__in=("brand", "rival"), paused_at=None))
    ids, earlier = [watch.pk for watch in watches], period.before()
    now, before = sums_of(scope, ids, period), sums_of(scope, ids, earlier)
    whole, was = (max(1, sum(count.n for count in some.values())) for some in (now, before))
    found = [
        Share(w, a := now.get(w.pk, NOTHING), b := before.get(w.pk, NOTHING), 100 * a.n / whole, 100 * b.n / was)
        for w in watches
    ]
    return sorted(found, key=lambda share: (-share.now.n, share.watch.name))
