"""The only home of writes about watches and what they caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Greatest

from parvis.conversations.models import Reading
from parvis.conversations.rendering import storable
from parvis.conversations.rules import EARLIEST
from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.core.sql import as_moment, run_many
from parvis.listening.bursts.actions import forget_causes
from parvis.listening.models import Burst, Hit, Watch, WatchDay, WatchHour
from parvis.listening.query import parse
from parvis.listening.rules import day_of, hour_of
from parvis.listening.trends import actions as trends
from parvis.listening.trends.heard import Heard, heard
from parvis.listening.trends.rules import COUNTED_AS, quarter_of
from parvis.people.rules import clip

Cell = tuple[int, datetime, int, str]
"""(watch, hour, place, language)"""
Sums = tuple[int, int, int]
"""(hits, negative, positive)"""
AT_ONCE = 1_000
"""Hits whose posts are read together when figures are made anew."""


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
        made = Watch.objects.create(
            brand=brand, name=name, query=query, role=role, created_by=by, created_at=at, counted_as=COUNTED_AS
        )
        journal.record(brand, actor=by, verb="watch.made", object=f"watch:{made.pk}", data={"query": query}, at=at)
        return made
    if watch.query != query:
        _forget(watch)
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
    _forget(watch)
    journal.record(
        watch.brand, actor=by, verb="watch.deleted", object=f"watch:{watch.pk}", at=at,
        data={"name": watch.name, "query": watch.query},
    )  # fmt: skip
    watch.delete()


def _forget(watch: Watch) -> None:
    for model in (Hit, WatchHour, WatchDay, Burst):
        model.objects.filter(watch=watch).delete()
    trends.forget(watch.pk)


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
    """Totals, hours, days, voices and words, in key order so that two writers never wait for each other in a circle.

    Totals first: whoever recounts holds the same rows, so that days are never added to while they are made anew.
    """
    listed = list(fresh)
    totals = Counter(c.watch_id for c in listed)
    if not totals:
        return
    run_many(
        "UPDATE listening_watch SET hit_count = hit_count + %s WHERE id = %s",
        [(totals[watch_id], watch_id) for watch_id in sorted(totals)],
    )
    posts = heard({c.post_id for c in listed})
    hours = _hours(listed, posts)
    _add_to_hours(brand_id, hours)
    _add_to_days(brand_id, ((cell[0], cell[1], sums) for cell, sums in hours.items()))
    trends.add(brand_id, _said(listed, posts))


def _said(caught: Iterable[Caught], posts: Mapping[int, Heard]) -> list[tuple[int, Heard]]:
    return [(c.watch_id, posts[c.post_id]) for c in caught if c.post_id in posts]


def _hours(caught: Iterable[Caught], posts: Mapping[int, Heard]) -> dict[Cell, Sums]:
    """In key order."""
    n, negative, positive = Counter[Cell](), Counter[Cell](), Counter[Cell]()
    for c in caught:
        cell = (c.watch_id, hour_of(c.at), c.place_id, posts[c.post_id].language if c.post_id in posts else "")
        n[cell] += 1
        negative[cell] += c.negative
        positive[cell] += not c.negative and c.post_id in posts and posts[c.post_id].mood == "positive"
    return {cell: (n[cell], negative[cell], positive[cell]) for cell in sorted(n)}


def _add_to_hours(brand_id: int, hours: Mapping[Cell, Sums]) -> None:
    run_many(
        "INSERT INTO listening_watchhour (brand_id, watch_id, hour, place_id, language, n, negative, positive) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (watch_id, hour, place_id, language) DO UPDATE SET "
        "n = listening_watchhour.n + excluded.n, negative = listening_watchhour.negative + excluded.negative, "
        "positive = listening_watchhour.positive + excluded.positive",
        [(brand_id, w, as_moment(hour), *where, *sums) for (w, hour, *where), sums in hours.items()],
    )


def _add_to_days(brand_id: int, hours: Iterable[tuple[int, datetime, Sums]]) -> None:
    """`hours`: (watch, hour, its sums), put into the days of the brand's time zone as it is now."""
    run_many(
        "INSERT INTO listening_watchday (brand_id, watch_id, day, n, negative, positive) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (watch_id, day) DO UPDATE SET n = listening_watchday.n + excluded.n, "
        "negative = listening_watchday.negative + excluded.negative, "
        "positive = listening_watchday.positive + excluded.positive",
        [(brand_id, w, day.isoformat(), *sums) for (w, day), sums in _by_day(brand_id, hours).items()],
    )


def _by_day(brand_id: int, hours: Iterable[tuple[int, datetime, Sums]]) -> dict[tuple[int, date], Sums]:
    """In key order."""
    zone = _zone_of(brand_id)
    found: dict[tuple[int, date], Sums] = {}
    days: dict[datetime, date] = {}
    for watch_id, hour, (n, negative, positive) in hours:
        day = days.get(hour) or days.setdefault(hour, day_of(hour, zone))
        had = found.get((watch_id, day), (0, 0, 0))
        found[watch_id, day] = (had[0] + n, had[1] + negative, had[2] + positive)
    return dict(sorted(found.items()))


def _zone_of(brand_id: int) -> ZoneInfo:
    """As it is now: read once the watches are held."""
    return ZoneInfo(Brand.objects.values_list("timezone", flat=True).get(pk=brand_id))


@transaction.atomic
def shift_mood(post_id: int, place_id: int, at: datetime, *, before: str, after: str) -> None:
    """A post that was caught turned out to be of another mood: its watches' hours and days follow."""
    if before == after:
        return
    caught = Hit.objects.filter(post_id=post_id).values("watch_id")
    watches = list(Watch.objects.select_for_update().filter(pk__in=caught).order_by("pk"))
    if not watches:
        return
    hour, zone = hour_of(at), _zone_of(watches[0].brand_id)
    language = Reading.objects.filter(post_id=post_id).values_list("language", flat=True).first() or ""
    hours = WatchHour.objects.filter(watch__in=watches, place_id=place_id, hour=hour, language=language)
    _shift(hours, before, after)
    _shift(WatchDay.objects.filter(watch__in=watches, day=day_of(hour, zone)), before, after)


def _shift(rows: QuerySet[WatchHour] | QuerySet[WatchDay], before: str, after: str) -> None:
    """One hit of these rows is of another mood."""
    moods = {
        mood: Greatest(F(mood) + int(after == mood) - int(before == mood), 0)
        for mood in ("negative", "positive")
        if before != after and mood in (before, after)
    }
    if moods:
        rows.update(**moods)


@transaction.atomic
def reheard(before: Mapping[int, Heard]) -> None:
    """Posts that were caught read otherwise now (an edit, a deletion upstream): words, links and moods that counted them follow.

    `before`: as they read, by `trends.heard.heard_in`, in the transaction that changes them.
    """
    after = heard(before)
    changed = {pk: (was, after[pk]) for pk, was in before.items() if pk in after and after[pk] != was}
    if not changed:
        return
    hits = list(Hit.objects.filter(post_id__in=list(changed)).values_list("brand_id", "watch_id", "post_id"))
    list(Watch.objects.select_for_update().filter(pk__in={w for _b, w, _p in hits}).order_by("pk").values_list("pk"))
    reworded = [hit for hit in hits if _reworded(*changed[hit[2]])]
    trends.take_away([(watch, changed[post][0]) for _brand, watch, post in reworded])
    for brand_id in {brand for brand, _watch, _post in reworded}:
        trends.add(brand_id, [(watch, changed[post][1]) for _brand, watch, post in reworded])
    for pk, (was, now) in sorted(changed.items()):
        if was.language == now.language:
            shift_mood(pk, was.place_id, was.at, before=was.mood, after=now.mood)
    _change_language(hits, changed)


def _change_language(hits: Iterable[tuple[int, int, int]], changed: Mapping[int, tuple[Heard, Heard]]) -> None:
    """Posts read in another language: their hours go from one to the other, and their days follow the mood."""
    for brand_id, watch_id, post_id in sorted(hits):
        was, now = changed[post_id]
        if was.language == now.language:
            continue
        hour, day = hour_of(was.at), day_of(hour_of(was.at), _zone_of(brand_id))
        _take_from_hours({(watch_id, hour, was.place_id, was.language): _sums(was)})
        _add_to_hours(brand_id, {(watch_id, hour, was.place_id, now.language): _sums(now)})
        _shift(WatchDay.objects.filter(watch_id=watch_id, day=day), was.mood, now.mood)


def _reworded(was: Heard, now: Heard) -> bool:
    """Something changed besides the mood."""
    return replace(was, mood=now.mood) != now


def _sums(post: Heard) -> Sums:
    return 1, int(post.mood == "negative"), int(post.mood == "positive")


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
    rows = WatchHour.objects.filter(watch=watch).values_list("hour")
    sums = rows.annotate(Sum("n"), Sum("negative"), Sum("positive")).order_by()
    _add_to_days(watch.brand_id, ((watch.pk, hour, (n, bad, good)) for hour, n, bad, good in sums))


@transaction.atomic
def heal(watch_id: int, since: datetime) -> None:
    """Hours, days, voices and words anew from the hits themselves, from the quarter of a day on that `since` lies in.

    Nothing drifts but by a defect, or by hand; what was trimmed is whole again until the next trim.
    """
    watch = Watch.objects.select_for_update().filter(pk=watch_id).first()
    if watch is None:
        return
    since = quarter_of(since)
    WatchHour.objects.filter(watch=watch, hour__gte=since).delete()
    trends.forget(watch.pk, since)
    hits = list(Hit.objects.filter(watch=watch, at__gte=since).order_by("at", "pk").values_list("post_id", "at"))
    for start in range(0, len(hits), AT_ONCE):
        some = hits[start : start + AT_ONCE]
        posts = heard(post_id for post_id, _at in some)
        caught = [
            Caught(watch.pk, pk, posts[pk].place_id, at, posts[pk].mood == "negative") for pk, at in some if pk in posts
        ]
        _add_to_hours(watch.brand_id, _hours(caught, posts))
        trends.add(watch.brand_id, _said(caught, posts))
    _recount_days(watch)


@transaction.atomic
def count_anew(watch_id: int) -> None:
    """All figures of a watch from its hits, in the manner of this release."""
    heal(watch_id, EARLIEST)
    Watch.objects.filter(pk=watch_id).update(counted_as=COUNTED_AS)


@transaction.atomic
def forget_hits(brand_id: int, posts: Sequence[tuple[int, bool]]) -> int:
    """Posts (id, read as negative) that are no longer there: their hits go, and the figures that counted them follow.

    To be called while the posts still have their words and readings.
    """
    unkind = dict(posts)
    rows = Hit.objects.filter(brand_id=brand_id, post_id__in=list(unkind)).annotate(place_id=F("post__place_id"))
    hits = [Caught(h.watch_id, h.post_id, h.place_id, h.at, unkind[h.post_id]) for h in rows]
    if not hits:
        return 0
    totals = Counter(hit.watch_id for hit in hits)
    list(Watch.objects.select_for_update().filter(pk__in=totals).order_by("pk").values_list("pk", flat=True))
    Hit.objects.filter(brand_id=brand_id, post_id__in=list(unkind)).delete()
    known = heard(unkind)
    hours = _hours(hits, known)
    _take_from_hours(hours)
    for (watch_id, day), sums in _by_day(brand_id, ((cell[0], cell[1], n) for cell, n in hours.items())).items():
        _take_away(WatchDay.objects.filter(watch_id=watch_id, day=day), sums)
    trends.take_away(_said(hits, known))
    forget_causes([(hit.watch_id, hit.at) for hit in hits])
    for watch_id, n in sorted(totals.items()):
        Watch.objects.filter(pk=watch_id).update(hit_count=Greatest(F("hit_count") - n, 0))
    return len(hits)


def _take_from_hours(hours: Mapping[Cell, Sums]) -> None:
    for (watch_id, hour, place_id, language), sums in hours.items():
        rows = WatchHour.objects.filter(watch_id=watch_id, hour=hour, place_id=place_id, language=language)
        _take_away(rows, sums)


def _take_away(rows: QuerySet[WatchHour] | QuerySet[WatchDay], sums: Sums) -> None:
    n, negative, positive = sums
    rows.filter(n__lte=n).delete()
    rows.update(
        n=F("n") - n, negative=Greatest(F("negative") - negative, 0), positive=Greatest(F("positive") - positive, 0)
    )
