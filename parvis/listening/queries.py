"""Reads about watches: their figures from daily counts, their hits by key. Constant queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Sum

from parvis.conversations.models import Place
from parvis.listening.models import Hit, Watch, WatchDay, WatchHour


@dataclass(frozen=True, slots=True)
class DayCount:
    n: int = 0
    negative: int = 0


def watches_of(brand_id: int) -> QuerySet[Watch]:
    """Every watch of the brand, by name."""
    return Watch.objects.filter(brand_id=brand_id).order_by("name", "pk")


def daily(watch_ids: Sequence[int], first: date) -> dict[int, dict[date, DayCount]]:
    """Watch → day of the brand's time zone → hits from that day on; days without any are absent."""
    found: dict[int, dict[date, DayCount]] = defaultdict(dict)
    rows = WatchDay.objects.filter(watch_id__in=watch_ids, day__gte=first)
    for watch_id, day, n, negative in rows.values_list("watch_id", "day", "n", "negative"):
        found[watch_id][day] = DayCount(n, negative)
    return found


def top_places(watch_id: int, since: datetime, *, most: int = 6) -> list[tuple[Place, int]]:
    """Where the watch caught most since then."""
    rows = (
        WatchHour.objects.filter(watch_id=watch_id, hour__gte=since)
        .values_list("place_id")
        .annotate(total=Sum("n"))
        .order_by("-total", "place_id")[:most]
    )
    counted = dict(rows)
    places = Place.objects.in_bulk(list(counted))
    return [(places[place_id], n) for place_id, n in counted.items()]


def hits_of(watch_id: int, *, after: tuple[datetime, int] | None, limit: int) -> list[Hit]:
    """Hits newest first, with all that a row of a post shows; `after`: (at, id) of the last one seen."""
    hits = Hit.objects.filter(watch_id=watch_id)
    if after:
        at, pk = after
        hits = hits.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    hits = hits.select_related("post__place", "post__thread", "post__author", "post__reading")
    return list(hits.order_by("-at", "-pk")[:limit])
