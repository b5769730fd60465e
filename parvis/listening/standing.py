"""The matcher that stands ready for a brand: built once, kept up as watches come, change and go."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from django.db.models import Count, Max, QuerySet, Sum

from parvis.listening.matching import Matcher, matcher
from parvis.listening.models import Watch
from parvis.listening.query import parse

FEW = 500
"""Watches taken from the database at once."""
_standing: dict[int, _Standing] = {}
_building = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Stamp:
    """Of all watches of a brand: another one after every change. Ids only grow, and so do versions; what is deleted is
    counted no more."""

    count: int = 0
    last: int = 0
    versions: int = 0


@dataclass(slots=True)
class _Standing:
    engine: Matcher = field(default_factory=matcher)
    versions: dict[int, int] = field(default_factory=dict)
    stamp: _Stamp = _Stamp()


def standing_matcher(brand_id: int) -> Matcher:
    """Every active watch of the brand, as the database knows them now: only what changed is rebuilt, and while nothing
    changes, only an index is read.

    Each process holds its own; a watch saved elsewhere is met at the next call.
    """
    # Read before the watches: what changes in between is met at the next call.
    stamp = _stamp(brand_id)
    with _building:
        kept = _standing.setdefault(brand_id, _Standing())
        if stamp != kept.stamp:
            _catch_up(brand_id, kept, stamp)
            kept.stamp = stamp
        return kept.engine


def _stamp(brand_id: int) -> _Stamp:
    found = Watch.objects.filter(brand_id=brand_id).aggregate(
        count=Count("pk"), last=Max("pk"), versions=Sum("version")
    )
    return _Stamp(found["count"], found["last"] or 0, found["versions"] or 0)


def _catch_up(brand_id: int, kept: _Standing, stamp: _Stamp) -> None:
    watches = Watch.objects.filter(brand_id=brand_id)
    fresh = watches.filter(pk__gt=kept.stamp.last)
    new = list(fresh.values_list("pk", "version", "paused_at", "query")[:FEW])
    only_new = (stamp.count - kept.stamp.count, stamp.versions - kept.stamp.versions)
    if only_new != (len(new), sum(version for _pk, version, _paused, _query in new)):
        _compare(watches, kept)
        return
    for pk, version, paused_at, query in new:
        if paused_at is None:
            kept.engine.add(pk, parse(query).ast)
            kept.versions[pk] = version


def _compare(watches: QuerySet[Watch], kept: _Standing) -> None:
    """Each watch with how it was, and what changed is taken anew."""
    active = watches.filter(paused_at=None)
    now = dict(active.values_list("pk", "version"))
    for gone in [pk for pk in kept.versions if now.get(pk) != kept.versions[pk]]:
        kept.engine.remove(gone)
        del kept.versions[gone]
    missing = sorted(now.keys() - kept.versions.keys())
    for start in range(0, len(missing), FEW):
        some = missing[start : start + FEW]
        for pk, query in watches.filter(pk__in=some).values_list("pk", "query").iterator(chunk_size=FEW):
            kept.engine.add(pk, parse(query).ast)
            kept.versions[pk] = now[pk]


def forget() -> None:
    """Begin anew: the rows are others than they were (a restore, another database)."""
    with _building:
        _standing.clear()
