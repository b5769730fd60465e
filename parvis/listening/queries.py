"""Reads about watches: their figures from hourly counts, their hits by key. Constant queries whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from parvis.conversations.models import Place
from parvis.core.sql import as_moment
from parvis.listening.models import Hit, Watch, WatchHour


@dataclass(frozen=True, slots=True)
class DayCount:
    n: int = 0
    negative: int = 0


def watches_of(brand_id: int) -> QuerySet[Watch]:
    """Every watch of the brand, by name."""
    return Watch.objects.filter(brand_id=brand_id).order_by("name", "pk")


_HOURS = """
SELECT watch_id, hour, SUM(n), SUM(negative) FROM listening_watchhour
WHERE watch_id IN ({marks}) AND hour >= %s GROUP BY watch_id, hour
"""


def daily(watch_ids: Sequence[int], since: datetime) -> dict[int, dict[date, DayCount]]:
    """Watch → local day → hits since then; days without any are absent.

    Hours are summed by the database and put into days here, each hour once: on SQLite, cutting a moment to its local day
    calls Python for every row of every place (a quarter of a second for twenty watches and a million posts).
    """
    if not watch_ids:
        return {}
    found: dict[int, dict[date, DayCount]] = defaultdict(dict)
    days: dict[datetime, date] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HOURS.format(marks=", ".join(["%s"] * len(watch_ids))), [*watch_ids, as_moment(since)])
        for watch_id, hour, n, negative in cursor.fetchall():
            day = days.get(hour) or days.setdefault(hour, _local_day(hour))
            had = found[watch_id].get(day, DayCount())
            found[watch_id][day] = DayCount(had.n + n, had.negative + negative)
    return found


def _local_day(hour: datetime) -> date:
    """SQLite gives moments back without their zone, which is UTC."""
    return timezone.localtime(hour if hour.tzinfo else hour.replace(tzinfo=UTC)).date()


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


BURSTS_FROM = 10
"""Hits in a day under which nothing is called a burst."""
BURSTS_BY = 3
"""Times the usual day: the mean of the seven before."""
_BURSTS = """
SELECT w.id, w.name, SUM(CASE WHEN h.hour >= %s THEN h.n ELSE 0 END) AS day,
       SUM(CASE WHEN h.hour < %s THEN h.n ELSE 0 END) AS week
FROM listening_watch w JOIN listening_watchhour h ON h.watch_id = w.id
WHERE w.brand_id = %s AND w.paused_at IS NULL AND h.hour >= %s AND h.hour <= %s
GROUP BY w.id, w.name HAVING SUM(CASE WHEN h.hour >= %s THEN h.n ELSE 0 END) >= %s
ORDER BY day DESC, w.id LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Burst:
    """A watch that caught far more than usual. `day`: hits of the last 24 hours; `usual`: of a day of the week before."""

    watch_id: int
    name: str
    day: int
    usual: float


def bursts(brand_id: int, at: datetime) -> list[Burst]:
    """Largest first. One query."""
    day, week = as_moment(at - timedelta(days=1)), as_moment(at - timedelta(days=8))
    with connection.cursor() as cursor:
        cursor.execute(_BURSTS, [day, day, brand_id, week, as_moment(at), day, BURSTS_FROM])
        rows = [Burst(pk, name, int(n), float(before) / 7) for pk, name, n, before in cursor.fetchall()]
    return [row for row in rows if row.day >= BURSTS_BY * row.usual]
