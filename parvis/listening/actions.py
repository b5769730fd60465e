"""The only home of writes about watches and what they caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Greatest

from parvis.conversations.rendering import storable
from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.core.sql import as_moment, run_many
from parvis.listening.models import Hit, Watch, WatchHour
from parvis.listening.query import parse
from parvis.people.rules import clip


@dataclass(frozen=True, slots=True)
class Caught:
    """One post that one watch caught, with what the hourly counts need."""

    watch_id: int
    post_id: int
    place_id: int
    at: datetime
    negative: bool


@transaction.atomic
def save_watch(
    brand: Brand, *, name: str, query: str, role: str, by: Account | None, at: datetime, watch: Watch | None = None
) -> Watch:
    """A new watch, or a new wording of `watch`. Raises `listening.query.QueryError` when the query cannot be read.

    A new wording forgets what the old one caught: matching backwards finds it again under the new words.
    """
    name, query = clip(name, 120), storable(query)
    parse(query)
    if watch is None:
        made = Watch.objects.create(brand=brand, name=name, query=query, role=role, created_by=by, created_at=at)
        journal.record(brand, actor=by, verb="watch.made", object=f"watch:{made.pk}", data={"query": query}, at=at)
        return made
    if watch.query != query:
        Hit.objects.filter(watch=watch).delete()
        WatchHour.objects.filter(watch=watch).delete()
        watch.hit_count, watch.matched_back_to, watch.version = 0, None, watch.version + 1
    watch.name, watch.query, watch.role = name, query, role
    watch.save()
    journal.record(brand, actor=by, verb="watch.changed", object=f"watch:{watch.pk}", data={"query": query}, at=at)
    return watch


@transaction.atomic
def pause_watch(watch: Watch, *, by: Account, at: datetime) -> None:
    if Watch.objects.filter(pk=watch.pk, paused_at=None).update(paused_at=at, version=F("version") + 1):
        journal.record(watch.brand, actor=by, verb="watch.paused", object=f"watch:{watch.pk}", data={}, at=at)


@transaction.atomic
def resume_watch(watch: Watch, *, by: Account, at: datetime) -> None:
    """Listens again; history is to be matched from the start, for what was said meanwhile."""
    resting = Watch.objects.filter(pk=watch.pk).exclude(paused_at=None)
    if resting.update(paused_at=None, matched_back_to=None, version=F("version") + 1):
        journal.record(watch.brand, actor=by, verb="watch.resumed", object=f"watch:{watch.pk}", data={}, at=at)


@transaction.atomic
def delete_watch(watch: Watch, *, by: Account, at: datetime) -> None:
    """The watch and what it caught; the posts stay."""
    Hit.objects.filter(watch=watch).delete()
    WatchHour.objects.filter(watch=watch).delete()
    journal.record(
        watch.brand, actor=by, verb="watch.deleted", object=f"watch:{watch.pk}", at=at,
        data={"name": watch.name, "query": watch.query},
    )  # fmt: skip
    watch.delete()


@transaction.atomic
def store_hits(brand_id: int, caught: Sequence[Caught]) -> int:
    """Keep each (watch, post) once, and count it once in its hour. The number that was new.

    A backward match and the intake may meet on one post: whoever comes second changes nothing.
    """
    if not caught:
        return 0
    known = set(
        Hit.objects.filter(post_id__in={c.post_id for c in caught}, watch_id__in={c.watch_id for c in caught})
        .values_list("watch_id", "post_id")
    )  # fmt: skip
    fresh = {(c.watch_id, c.post_id): c for c in caught if (c.watch_id, c.post_id) not in known}
    run_many(
        "INSERT INTO listening_hit (brand_id, watch_id, post_id, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [(brand_id, c.watch_id, c.post_id, as_moment(c.at)) for c in fresh.values()],
    )
    _count(brand_id, fresh.values())
    return len(fresh)


def _count(brand_id: int, fresh: Iterable[Caught]) -> None:
    """Hours and totals, in key order so that two writers never wait for each other in a circle."""
    hours: Counter[tuple[int, datetime, int]] = Counter()
    negative: Counter[tuple[int, datetime, int]] = Counter()
    totals: Counter[int] = Counter()
    for c in fresh:
        key = (c.watch_id, c.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0), c.place_id)
        hours[key] += 1
        negative[key] += c.negative
        totals[c.watch_id] += 1
    run_many(
        "INSERT INTO listening_watchhour (brand_id, watch_id, hour, place_id, n, negative) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (watch_id, hour, place_id) DO UPDATE SET n = listening_watchhour.n + excluded.n, "
        "negative = listening_watchhour.negative + excluded.negative",
        [(brand_id, w, as_moment(hour), p, n, negative[w, hour, p]) for (w, hour, p), n in sorted(hours.items())],
    )
    run_many(
        "UPDATE listening_watch SET hit_count = hit_count + %s WHERE id = %s",
        [(totals[watch_id], watch_id) for watch_id in sorted(totals)],
    )


@transaction.atomic
def shift_negative(post_id: int, place_id: int, at: datetime, by: int) -> None:
    """A post that was caught turned out (un)friendlier: its watches' hours count `by` more negative posts."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    watches = Hit.objects.filter(post_id=post_id).values("watch_id")
    WatchHour.objects.filter(watch_id__in=watches, place_id=place_id, hour=hour).update(negative=F("negative") + by)


@transaction.atomic
def matched_back(watch_id: int, *, version: int, to: datetime) -> bool:
    """How far back this wording has been matched; False when the watch has been reworded meanwhile."""
    return bool(Watch.objects.filter(pk=watch_id, version=version).update(matched_back_to=to))


@transaction.atomic
def recount(watch_id: int) -> int:
    """Heal the total from the hits themselves."""
    found = Hit.objects.filter(watch_id=watch_id).aggregate(n=Count("pk"))["n"]
    Watch.objects.filter(pk=watch_id).update(hit_count=found)
    return int(found)


@transaction.atomic
def forget_hits(brand_id: int, posts: Sequence[tuple[int, bool]]) -> int:
    """Posts (id, read as negative) that are no longer there: their hits go, and the figures that counted them follow."""
    negative = dict(posts)
    rows = Hit.objects.filter(brand_id=brand_id, post_id__in=list(negative)).annotate(place_id=F("post__place_id"))
    hits = [Caught(h.watch_id, h.post_id, h.place_id, h.at, negative[h.post_id]) for h in rows]
    hours: Counter[tuple[int, datetime, int]] = Counter()
    bad: Counter[tuple[int, datetime, int]] = Counter()
    for hit in hits:
        key = (hit.watch_id, hit.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0), hit.place_id)
        hours[key] += 1
        bad[key] += hit.negative
    Hit.objects.filter(brand_id=brand_id, post_id__in=list(negative)).delete()
    for (watch_id, hour, place_id), n in sorted(hours.items()):
        held = WatchHour.objects.filter(watch_id=watch_id, hour=hour, place_id=place_id)
        held.filter(n__lte=n).delete()
        held.update(n=F("n") - n, negative=Greatest(F("negative") - bad[watch_id, hour, place_id], 0))
    for watch_id, n in sorted(Counter(hit.watch_id for hit in hits).items()):
        Watch.objects.filter(pk=watch_id).update(hit_count=Greatest(F("hit_count") - n, 0))
    return len(hits)
