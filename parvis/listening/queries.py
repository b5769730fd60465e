"""Reads about watches: their figures from daily counts, their hits by key. Constant queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from parvis.conversations.models import Place
from parvis.conversations.sight import Sight
from parvis.core.sql import as_moment
from parvis.listening.models import Hit, Watch, WatchHour


class DayCount(NamedTuple):
    n: int = 0
    negative: int = 0


def watches_of(brand_id: int) -> QuerySet[Watch]:
    """Every watch of the brand, by name."""
    return Watch.objects.filter(brand_id=brand_id).order_by("name", "pk")


_DAYS = "SELECT watch_id, day, n, negative FROM listening_watchday WHERE watch_id IN ({marks}) AND day >= %s"


def daily(watch_ids: Sequence[int], first: date) -> dict[int, dict[date, DayCount]]:
    """Watch → day of the brand's time zone → hits from that day on; days without any are absent.

    Without the ORM: on SQLite each day of each watch would be read from its text again (half of what this page costs).
    """
    found: dict[int, dict[date, DayCount]] = defaultdict(dict)
    days: dict[str, date] = {}
    if not watch_ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_DAYS.format(marks=", ".join(["%s"] * len(watch_ids))), [*watch_ids, first.isoformat()])
        for watch_id, said, n, negative in cursor.fetchall():
            day = days.get(said) or days.setdefault(said, date.fromisoformat(str(said)))
            found[watch_id][day] = DayCount(n, negative)
    return found


def top_places(watch_id: int, since: datetime, *, most: int = 6, sight: Sight | None = None) -> list[tuple[Place, int]]:
    """Where the watch caught most since then, of the places in sight."""
    hours = WatchHour.objects.filter(watch_id=watch_id, hour__gte=since)
    rows = (
        (sight.in_places(hours) if sight else hours)
        .values_list("place_id")
        .annotate(total=Sum("n"))
        .order_by("-total", "place_id")[:most]
    )
    counted = dict(rows)
    places = Place.objects.in_bulk(list(counted))
    return [(places[place_id], n) for place_id, n in counted.items()]


def hits_of(watch_id: int, *, after: tuple[datetime, int] | None, limit: int, sight: Sight | None = None) -> list[Hit]:
    """Hits newest first, with all that a row of a post shows; `after`: (at, id) of the last one seen."""
    hits = Hit.objects.filter(watch_id=watch_id)
    if sight and not sight.whole:
        hits = hits.filter(post__in=sight.posts())
    if after:
        at, pk = after
        hits = hits.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    hits = hits.select_related("post__place", "post__thread", "post__author", "post__reading")
    return list(hits.order_by("-at", "-pk")[:limit])


_DISTINCT = """
SELECT COUNT(*), COUNT(e.id), COUNT(DISTINCT e.group_id) FROM listening_hit h
LEFT JOIN conversations_echo e ON e.post_id = h.post_id AND e.out_at IS NULL WHERE h.watch_id = %s AND h.at >= %s
"""


def distinct_since(watch_id: int, since: datetime) -> int:
    """How many different messages the watch caught since then: of those that say the same, one. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_DISTINCT, [watch_id, as_moment(since)])
        hits, echoes, groups = cursor.fetchone()
    return int(hits - echoes + groups)
