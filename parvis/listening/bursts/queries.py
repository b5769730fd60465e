"""Reads about bursts. `bursts_since` is what alerts are raised from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from parvis.listening.bursts.reads import classes, hours_said
from parvis.listening.bursts.rules import BACK, DAY, HOUR
from parvis.listening.models import Burst, WatchHour
from parvis.listening.rules import hour_of

LEARNS_FOR = timedelta(days=90)
FRESH = timedelta(hours=24)
"""How long after its end a burst is still told of."""


def bursts_of(brand_id: int) -> QuerySet[Burst]:
    """Every burst of the brand with its watch or place, latest first."""
    return Burst.objects.filter(brand_id=brand_id).select_related("watch", "place").order_by("-since", "-pk")


def bursts_since(brand_id: int, at: datetime) -> list[Burst]:
    """Bursts that were found, or grew, after `at`, and that nobody called noise; the least likely first. One query."""
    found = bursts_of(brand_id).filter(changed_at__gt=at).exclude(verdict="noise")
    return sorted(found, key=lambda burst: (-burst.score, burst.pk))


def current(
    brand_id: int, at: datetime, *, watch_id: int | None = None, place_id: int | None = None, limit: int = 20
) -> list[Burst]:
    """Bursts that last, or ended in the last day, and are not called noise; the least likely first. One query."""
    found = bursts_of(brand_id).filter(until__gt=at - FRESH, since__lte=at).exclude(verdict="noise")
    if watch_id is not None:
        found = found.filter(watch_id=watch_id)
    if place_id is not None:
        found = found.filter(place_id=place_id)
    return sorted(found[:100], key=lambda burst: (-burst.score, burst.pk))[:limit]


def between(
    brand_id: int, since: datetime, until: datetime, *, watch_id: int | None = None, limit: int = 20
) -> list[Burst]:
    """Bursts that touch this stretch of time, latest first, with who judged them. One query."""
    found = bursts_of(brand_id).select_related("watch", "place", "judged_by").filter(since__lt=until, until__gt=since)
    return list((found if watch_id is None else found.filter(watch_id=watch_id))[:limit])


def judged(watch_ids: Sequence[int], since: datetime) -> dict[int, tuple[int, int]]:
    """Watch → (called noise, called news) since then: what its threshold learns from. One query."""
    return _judged(Burst.objects.filter(watch_id__in=list(watch_ids), judged_at__gte=since), "watch_id")


def judged_places(place_ids: Sequence[int], since: datetime) -> dict[int, tuple[int, int]]:
    """The same of silences of places. One query."""
    return _judged(Burst.objects.filter(place_id__in=list(place_ids), judged_at__gte=since), "place_id")


def _judged(bursts: QuerySet[Burst], by: str) -> dict[int, tuple[int, int]]:
    rows = bursts.values_list(by)
    counted = rows.annotate(noise=Count("pk", filter=Q(verdict="noise")), news=Count("pk", filter=Q(verdict="news")))
    return {pk: (noise, news) for pk, noise, news in counted.order_by()}


def _hits_by_hour(burst: Burst, since: datetime, until: datetime) -> dict[datetime, int]:
    if burst.place_id:
        return {hour: n for _place, hour, n in hours_said([burst.place_id], since, until)}
    places = [pk for pk, sources in classes(burst.brand_id).items() if sources == burst.sources]
    rows = WatchHour.objects.filter(watch_id=burst.watch_id or 0, place_id__in=places, hour__lt=until, hour__gte=since)
    return dict(rows.values_list("hour").annotate(n=Sum("n")).order_by())


def curve_around(burst: Burst, since: datetime, until: datetime) -> list[tuple[datetime, int, float]]:
    """(hour, hits, usual: the mean of that hour over the days before the burst), of the burst's class of sources, or of its
    place. Two queries at most."""
    first = hour_of(since)
    hits = _hits_by_hour(burst, first - BACK * DAY, until)
    hours = [first + n * HOUR for n in range(max(1, round((until - first) / HOUR)))]
    days = [n * DAY for n in range(1, BACK + 1)]
    return [(hour, hits.get(hour, 0), sum(hits.get(hour - day, 0) for day in days) / BACK) for hour in hours]
