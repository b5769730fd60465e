"""The only home of writes about watches and what they caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Greatest

from parvis.conversations.rendering import storable
from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.core.sql import as_moment, run_many
from parvis.listening.models import Hit, Watch, WatchDay, WatchHour
from parvis.listening.query import parse
from parvis.listening.rules import day_of, hour_of
from parvis.people.rules import clip

Cell = tuple[int, datetime, int]
"""(watch, hour, place)"""


class WatchNameTaken(Exception):
    """Another watch of the brand has this name."""


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
    """A new watch, or a new wording of `watch`. Raises WatchNameTaken; `listening.query.QueryError` when the query cannot be read.

    A new wording forgets what the old one caught: matching backwards finds it again under the new words.
    """
    name, query = clip(name, 120), storable(query)
    parse(query)
    others = Watch.objects.filter(brand=brand, name=name)
    # Two at the same moment: the constraint refuses the second.
    if (others if watch is None else others.exclude(pk=watch.pk)).exists():
        raise WatchNameTaken(name)
    if watch is None:
        made = Watch.objects.create(brand=brand, name=name, query=query, role=role, created_by=by, created_at=at)
        journal.record(brand, actor=by, verb="watch.made", object=f"watch:{made.pk}", data={"query": query}, at=at)
        return made
    if watch.query != query:
        Hit.objects.filter(watch=watch).delete()
        WatchHour.objects.filter(watch=watch).delete()
        WatchDay.objects.filter(watch=watch).delete()
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
    WatchDay.objects.filter(watch=watch).delete()
    journal.record(
        watch.brand, actor=by, verb="watch.deleted", object=f"watch:{watch.pk}", at=at,
        data={"name": watch.name, "query": watch.query},
    )  # fmt: skip
    watch.delete()


@transaction.atomic
def store_hits(brand_id: int, caught: Sequence[Caught]) -> int:
    """Keep each (watch, post) once, and count it once in its hour and day. The number that was new.

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
    """Totals, hours and days, in key order so that two writers never wait for each other in a circle.

    Totals first: whoever recounts holds the same rows, so that days are never added to while they are made anew.
    """
    caught, negative = Counter[Cell](), Counter[Cell]()
    totals: Counter[int] = Counter()
    for c in fresh:
        cell = (c.watch_id, hour_of(c.at), c.place_id)
        caught[cell] += 1
        negative[cell] += c.negative
        totals[c.watch_id] += 1
    if not totals:
        return
    run_many(
        "UPDATE listening_watch SET hit_count = hit_count + %s WHERE id = %s",
        [(totals[watch_id], watch_id) for watch_id in sorted(totals)],
    )
    run_many(
        "INSERT INTO listening_watchhour (brand_id, watch_id, hour, place_id, n, negative) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (watch_id, hour, place_id) DO UPDATE SET n = listening_watchhour.n + excluded.n, "
        "negative = listening_watchhour.negative + excluded.negative",
        [(brand_id, w, as_moment(hour), p, n, negative[w, hour, p]) for (w, hour, p), n in sorted(caught.items())],
    )
    _add_to_days(brand_id, ((w, hour, n, negative[w, hour, p]) for (w, hour, p), n in caught.items()))


def _add_to_days(brand_id: int, hours: Iterable[tuple[int, datetime, int, int]]) -> None:
    """`hours`: (watch, hour, hits, negative hits), put into the days of the brand's time zone as it is now."""
    zone = _zone_of(brand_id)
    caught: Counter[tuple[int, date]] = Counter()
    negative: Counter[tuple[int, date]] = Counter()
    days: dict[datetime, date] = {}
    for watch_id, hour, n, unkind in hours:
        day = days.get(hour) or days.setdefault(hour, day_of(hour, zone))
        caught[watch_id, day] += n
        negative[watch_id, day] += unkind
    run_many(
        "INSERT INTO listening_watchday (brand_id, watch_id, day, n, negative) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (watch_id, day) DO UPDATE SET n = listening_watchday.n + excluded.n, "
        "negative = listening_watchday.negative + excluded.negative",
        [(brand_id, w, day.isoformat(), n, negative[w, day]) for (w, day), n in sorted(caught.items())],
    )


def _zone_of(brand_id: int) -> ZoneInfo:
    """As it is now: read once the watches are held."""
    return ZoneInfo(Brand.objects.values_list("timezone", flat=True).get(pk=brand_id))


@transaction.atomic
def shift_negative(post_id: int, place_id: int, at: datetime, by: int) -> None:
    """A post that was caught turned out (un)friendlier: its watches' hours and days count `by` more negative posts."""
    caught = Hit.objects.filter(post_id=post_id).values("watch_id")
    watches = list(Watch.objects.select_for_update().filter(pk__in=caught).order_by("pk"))
    if not watches:
        return
    hour, zone = hour_of(at), _zone_of(watches[0].brand_id)
    WatchHour.objects.filter(watch__in=watches, place_id=place_id, hour=hour).update(negative=F("negative") + by)
    WatchDay.objects.filter(watch__in=watches, day=day_of(hour, zone)).update(negative=F("negative") + by)


@transaction.atomic
def matched_back(watch_id: int, *, version: int, to: datetime) -> bool:
    """How far back this wording has been matched; False when the watch has been reworded meanwhile."""
    return bool(Watch.objects.filter(pk=watch_id, version=version).update(matched_back_to=to))


@transaction.atomic
def recount(watch_id: int) -> int:
    """Heal the total from the hits themselves, the days from the hours."""
    watch = Watch.objects.select_for_update().filter(pk=watch_id).first()
    if watch is None:
        return 0
    watch.hit_count = Hit.objects.filter(watch=watch).count()
    watch.save(update_fields=["hit_count"])
    _recount_days(watch)
    return watch.hit_count


@transaction.atomic
def recount_days(brand_id: int) -> None:
    """Every day of every watch anew from its hours: the brand's days begin at another moment now."""
    for watch in Watch.objects.select_for_update().filter(brand_id=brand_id).order_by("pk"):
        _recount_days(watch)


def _recount_days(watch: Watch) -> None:
    WatchDay.objects.filter(watch=watch).delete()
    hours = WatchHour.objects.filter(watch=watch).values_list("hour").annotate(Sum("n"), Sum("negative"))
    _add_to_days(watch.brand_id, ((watch.pk, hour, n, unkind) for hour, n, unkind in hours.order_by()))


@transaction.atomic
def forget_hits(brand_id: int, posts: Sequence[tuple[int, bool]]) -> int:
    """Posts (id, read as negative) that are no longer there: their hits go, and the figures that counted them follow."""
    unkind = dict(posts)
    rows = Hit.objects.filter(brand_id=brand_id, post_id__in=list(unkind)).annotate(place_id=F("post__place_id"))
    hits = [Caught(h.watch_id, h.post_id, h.place_id, h.at, unkind[h.post_id]) for h in rows]
    if not hits:
        return 0
    totals = Counter(hit.watch_id for hit in hits)
    list(Watch.objects.select_for_update().filter(pk__in=totals).order_by("pk").values_list("pk", flat=True))
    Hit.objects.filter(brand_id=brand_id, post_id__in=list(unkind)).delete()
    caught, negative = Counter[Cell](), Counter[Cell]()
    days, bad_days = Counter[tuple[int, date]](), Counter[tuple[int, date]]()
    zone = _zone_of(brand_id)
    for hit in hits:
        hour = hour_of(hit.at)
        caught[hit.watch_id, hour, hit.place_id] += 1
        negative[hit.watch_id, hour, hit.place_id] += hit.negative
        days[hit.watch_id, day_of(hour, zone)] += 1
        bad_days[hit.watch_id, day_of(hour, zone)] += hit.negative
    for (watch_id, hour, place_id), n in sorted(caught.items()):
        held = WatchHour.objects.filter(watch_id=watch_id, hour=hour, place_id=place_id)
        held.filter(n__lte=n).delete()
        held.update(n=F("n") - n, negative=Greatest(F("negative") - negative[watch_id, hour, place_id], 0))
    for (watch_id, day), n in sorted(days.items()):
        whole = WatchDay.objects.filter(watch_id=watch_id, day=day)
        whole.filter(n__lte=n).delete()
        whole.update(n=F("n") - n, negative=Greatest(F("negative") - bad_days[watch_id, day], 0))
    for watch_id, n in sorted(totals.items()):
        Watch.objects.filter(pk=watch_id).update(hit_count=Greatest(F("hit_count") - n, 0))
    return len(hits)
