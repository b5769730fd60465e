"""Figures of watches for a seat of limited sight: counted in its places, hour by hour. Everybody else reads the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone

from parvis.conversations.sight import Sight
from parvis.listening.models import WatchHour
from parvis.listening.queries import DayCount


def daily_seen(sight: Sight, watch_ids: Sequence[int], since: datetime) -> dict[int, dict[date, DayCount]]:
    """As `queries.daily`, of the places in sight."""
    hours = WatchHour.objects.filter(watch_id__in=list(watch_ids), hour__gte=since)
    rows = sight.in_places(hours).values_list("watch_id", "hour").annotate(n=Sum("n"), negative=Sum("negative"))
    found: dict[int, dict[date, DayCount]] = defaultdict(dict)
    for watch_id, hour, n, negative in rows:
        day = timezone.localtime(hour).date()
        had = found[watch_id].get(day, DayCount())
        found[watch_id][day] = DayCount(had.n + n, had.negative + negative)
    return found


def totals_seen(sight: Sight, watch_ids: Sequence[int]) -> dict[int, int]:
    """Watch → hits in sight since its beginning."""
    hours = sight.in_places(WatchHour.objects.filter(watch_id__in=list(watch_ids)))
    return dict(hours.values_list("watch_id").annotate(n=Sum("n")))
