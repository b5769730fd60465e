"""What the statistic looks at: hits by hour of each watch in each class of sources, from the hourly counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncHour

from parvis.conversations.models import Place, Post
from parvis.listening.bursts.rules import BACK, DAY, HOUR, LONGEST, MANNERS, Sources, Stretch, class_of
from parvis.listening.models import WatchHour

PAST = timedelta(days=BACK, hours=LONGEST)
Pair = tuple[int, Sources]
"""(watch, class of its sources)"""


@dataclass(slots=True)
class Heard:
    """Of one watch in one class. `hours`: hits by hour; `first`: from when on it has listened there."""

    first: datetime
    hours: dict[datetime, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[datetime, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))


def same_hours(past: Heard, seen: Stretch, days: int) -> int:
    """Hits of the same hours, so many days before."""
    hours = round((seen.until - seen.since) / HOUR)
    return sum(past.hours.get(seen.since + n * HOUR - days * DAY, 0) for n in range(hours))


def classes(brand_id: int) -> dict[int, Sources]:
    """Place → its class. One query."""
    rows = Place.objects.filter(brand_id=brand_id).values_list("pk", "network", "kind")
    return {pk: class_of(network, kind) for pk, network, kind in rows}


def loud(watch_ids: list[int], of: Mapping[int, Sources], hour: datetime) -> list[Pair]:
    """Pairs that said enough lately to be worth a look. One query."""
    longest = max(max(manner.looks) for manner in MANNERS.values())
    rows = WatchHour.objects.filter(watch_id__in=watch_ids, hour__gt=hour - timedelta(hours=longest), hour__lte=hour)
    said: dict[Pair, int] = defaultdict(int)
    for watch, place, n in rows.values_list("watch_id", "place_id").annotate(n=Sum("n")).order_by():
        said[watch, of[place]] += n
    return sorted(pair for pair, n in said.items() if n >= MANNERS[pair[1]].least)


def mute(watch_ids: list[int], of: Mapping[int, Sources], hour: datetime) -> dict[Pair, datetime]:
    """Pairs that have said nothing for a while, with the hour of their last word. One query."""
    rows = WatchHour.objects.filter(watch_id__in=watch_ids, hour__gt=hour - timedelta(hours=LONGEST), hour__lte=hour)
    last: dict[Pair, datetime] = {}
    for watch, place, at in rows.values_list("watch_id", "place_id").annotate(at=Max("hour")).order_by():
        last[watch, of[place]] = max(at, last.get((watch, of[place]), at))
    return {pair: at for pair, at in last.items() if hour - at > timedelta(hours=MANNERS[pair[1]].mute)}


def heard(pairs: list[Pair], of: Mapping[int, Sources], hour: datetime) -> dict[Pair, Heard]:
    """Four weeks and a burst's length of hours. Two queries."""
    ids = sorted({watch for watch, _sources in pairs})
    rows = WatchHour.objects.filter(watch_id__in=ids)
    first: dict[Pair, datetime] = {}
    for watch, place, at in rows.values_list("watch_id", "place_id").annotate(at=Min("hour")).order_by():
        first[watch, of[place]] = min(at, first.get((watch, of[place]), at))
    found = {pair: Heard(first[pair]) for pair in pairs if pair in first}
    recent = rows.filter(hour__gt=hour - PAST, hour__lte=hour)
    for watch, place, at, n in recent.values_list("watch_id", "place_id", "hour", "n"):
        if one := found.get((watch, of[place])):
            one.hours[at] += n
            one.places[at][place] = one.places[at].get(place, 0) + n
    return found


def hours_said(place_ids: list[int], since: datetime, until: datetime) -> QuerySet[Post, tuple[int, datetime, int]]:
    """(place, hour, posts of others in it), without the hours in which nobody spoke."""
    posts = said_by_others().filter(place_id__in=place_ids, at__gte=since, at__lt=until)
    hours = posts.annotate(hour=TruncHour("at", tzinfo=UTC)).values_list("place_id", "hour")
    return hours.annotate(n=Count("pk")).order_by()


def said_by_others() -> QuerySet[Post]:
    """As others say it, and their public sees it."""
    return Post.objects.filter(Q(standing="") | Q(standing="held"), direction="in")
