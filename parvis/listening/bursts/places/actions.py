"""Places where people always spoke and nobody does now, whatever the watches ask for: seen from the posts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from parvis.conversations.models import Place, Stream
from parvis.conversations.rules import EVERYTHING, KEPT_BACK
from parvis.listening.bursts.queries import LEARNS_FOR, judged_places
from parvis.listening.bursts.reads import PAST, Heard, hours_said, said_by_others, same_hours
from parvis.listening.bursts.rules import (
    HOUR,
    LONGEST,
    MANNERS,
    Sources,
    Stretch,
    class_of,
    hush_for,
    silence,
    stretch,
)
from parvis.listening.models import Burst
from parvis.listening.rules import hour_of

OURS = "parvis"
"""The network of our own community: nothing is fetched from there, so it is always read."""
LAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Quiet:
    """A place that has said nothing since `last`, and was read without trouble up to `read_to`."""

    sources: Sources
    first: datetime
    last: datetime
    read_to: datetime

    def hours(self) -> tuple[datetime, datetime]:
        """From the hour after the last word to the last whole hour that was read."""
        return hour_of(self.last) + HOUR, hour_of(self.read_to)


def look_at_places(brand_id: int, at: datetime) -> list[Burst]:
    """Silences of places that are new, or last longer. Looking twice changes nothing. Three queries, and some for each."""
    quiet = _quiet(brand_id, hour_of(at))
    past, learnt = _spoken(quiet, at), judged_places(list(quiet), at - LEARNS_FOR)
    found = []
    for place_id, one in sorted(quiet.items()):
        seen = stretch(past[place_id].hours, *one.hours(), one.first)
        verdict = silence(seen)
        if verdict and verdict.score >= hush_for(*learnt.get(place_id, (0, 0))):
            kept = _keep(brand_id, place_id, one, past[place_id], seen, verdict.expected, verdict.score, at)
            found += [kept] if kept else []
    return found


def _quiet(brand_id: int, hour: datetime) -> dict[int, Quiet]:
    """One query. A place that is paused, gone, in trouble or private is none of them; nor is one that nobody reads."""
    said = said_by_others().filter(place=OuterRef("pk"))
    places = Place.objects.filter(brand_id=brand_id, paused_at=None, ended_at=None)
    places = places.exclude(visibility=KEPT_BACK).exclude(kind=EVERYTHING)
    rows = places.exclude(Exists(Stream.objects.filter(place=OuterRef("pk"), problem__isnull=False))).annotate(
        first=said.order_by("at", "pk").values("at")[:1],
        last=said.order_by("-at", "-pk").values("at")[:1],
        read_to=Min("streams__succeeded_at"),
    )
    found = {}
    for pk, network, kind, *moments in rows.values_list("pk", "network", "kind", "first", "last", "read_to"):
        first, last, read_to = moments
        read_to = read_to if read_to or network != OURS else hour
        if first and last and read_to:
            one = Quiet(class_of(network, kind), first, last, min(hour, read_to))
            since, until = one.hours()
            if MANNERS[one.sources].mute * HOUR <= until - since <= LONGEST * HOUR:
                found[pk] = one
    return found


def _spoken(quiet: Mapping[int, Quiet], at: datetime) -> dict[int, Heard]:
    """Four weeks and a silence's length of hours of these places. One query."""
    found = {pk: Heard(one.first) for pk, one in quiet.items()}
    for pk, hour, n in hours_said(list(quiet), hour_of(at) - PAST, at) if quiet else ():
        found[pk].hours[hour] += n
    return found


@transaction.atomic
def _keep(
    brand_id: int, place_id: int, one: Quiet, past: Heard, seen: Stretch, expected: float, score: float, at: datetime
) -> Burst | None:
    """The silence, or the one that lasts; None when it is known to be so long."""
    if not Place.objects.select_for_update().filter(pk=place_id, paused_at=None).exists():
        return None
    burst = Burst.objects.filter(place_id=place_id, since=seen.since).first()
    if burst is not None and burst.until >= seen.until:
        return None
    burst = burst or Burst(brand_id=brand_id, place_id=place_id, kind="silence", since=seen.since, found_at=at)
    burst.sources, burst.until, burst.observed = one.sources, seen.until, 0
    burst.expected, burst.score, burst.changed_at = round(expected, 2), round(score, 2), at
    burst.day_before, burst.week_before = same_hours(past, seen, 1), same_hours(past, seen, 7)
    last = said_by_others().filter(place_id=place_id, at__lte=one.last).order_by("-at", "-pk")
    burst.cause = {"posts": list(last.values_list("pk", flat=True)[:LAST_WORDS])}
    burst.save()
    return burst
