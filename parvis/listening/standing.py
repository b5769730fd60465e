"""The matcher that stands ready for a brand: built once, kept up as watches come, change and go."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from django.db.models import Count, Max, Sum

from parvis.listening.matching import Matcher, matcher
from parvis.listening.models import Watch
from parvis.listening.query import parse

_standing: dict[int, _Standing] = {}
_building = threading.Lock()


@dataclass(slots=True)
class _Standing:
    engine: Matcher = field(default_factory=matcher)
    versions: dict[int, int] = field(default_factory=dict)
    stamp: tuple[int, int, int] | None = None


def standing_matcher(brand_id: int) -> Matcher:
    """Every active watch of the brand, as the database knows them now: only what changed is rebuilt, and nothing is read
    while nothing changes but an index.

    Each process holds its own; a watch saved elsewhere is met at the next call.
    """
    stamp = _stamp(brand_id)
    kept = _standing.get(brand_id)
    if kept is not None and kept.stamp == stamp:
        return kept.engine
    now = dict(Watch.objects.filter(brand_id=brand_id, paused_at=None).values_list("pk", "version"))
    with _building:
        kept = _standing.setdefault(brand_id, _Standing())
        kept.stamp = stamp  # read before the watches: a change in between is met at the next call
        for gone in [pk for pk in kept.versions if now.get(pk) != kept.versions[pk]]:
            kept.engine.remove(gone)
            del kept.versions[gone]
        missing = now.keys() - kept.versions.keys()
        for pk, query in Watch.objects.filter(pk__in=missing).values_list("pk", "query") if missing else ():
            kept.engine.add(pk, parse(query).ast)
            kept.versions[pk] = now[pk]
        return kept.engine


def _stamp(brand_id: int) -> tuple[int, int, int]:
    """Another one after every change: ids only grow, and so do versions; what is deleted is counted no more."""
    watches = Watch.objects.filter(brand_id=brand_id)
    found = watches.aggregate(count=Count("pk"), last=Max("pk"), versions=Sum("version"))
    return found["count"], found["last"] or 0, found["versions"] or 0


def forget() -> None:
    """Begin anew: the rows are others than they were (a restore, another database)."""
    with _building:
        _standing.clear()
