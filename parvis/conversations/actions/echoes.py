"""Posts that say the same are put together as they come, and apart when a person says so. Nothing is dropped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from parvis.conversations.echoes import ALIKE, WINDOW, Sketch, alike, sketch, sketches
from parvis.conversations.models import Echo, EchoGroup, EchoKey, Post
from parvis.core import journal
from parvis.core.models import Account
from parvis.core.sql import as_moment, run_many

COMPARED = 4
"""Posts that a new one is compared with, at most: those with most keys in common."""
ASKED = 2_000
"""Keys in one statement."""
SHARED = 8
"""Posts that bear one key, beyond which it tells no two apart, and is not kept again."""
DAYS = WINDOW.days
Keyed = dict[int, list[tuple[int, int]]]
"""Key → (post, day) of those that bear it."""
_BEARERS = "SELECT key, post_id, day FROM conversations_echokey WHERE brand_id = %s AND day BETWEEN %s AND %s AND key IN ({marks})"
_ADD = "INSERT INTO conversations_echokey (brand_id, post_id, key, day) VALUES (%s, %s, %s, %s)"
_JOIN = "INSERT INTO conversations_echo (brand_id, group_id, post_id, similarity, at) VALUES (%s, %s, %s, %s, %s)"
_GROW = (
    "UPDATE conversations_echogroup SET count = count + %s, last_at = CASE WHEN last_at < %s THEN %s ELSE last_at END "
    "WHERE id = %s"
)


@dataclass(slots=True)
class _Found:
    """A copy and what it copies. `similarity`: 0–1."""

    post: Post
    first_id: int
    similarity: float


@transaction.atomic
def put_together(brand_id: int, posts: Sequence[Post], drawings: Mapping[str, Sketch | None]) -> int:
    """New posts, each with the one that it repeats; how many repeat one. `drawings`: by `remote_id`.

    Two processes that meet two copies at once may make two groups of them: both are shown, none is lost.
    """
    drawn = [(post, found) for post in posts if (found := drawings.get(post.remote_id)) is not None]
    if not drawn:
        return 0
    known = _bearers(brand_id, drawn)
    firsts = _sketches_of(known, drawn)
    copies: list[_Found] = []
    keys: list[tuple[int, Post]] = []
    for post, mine in drawn:
        best = _best(post, mine, known, firsts)
        if best is not None:
            copies.append(best)
            continue
        firsts[post.pk] = mine
        for key in mine.keys:
            if len(known[key]) < SHARED or key == mine.keys[0]:
                known[key].append((post.pk, post.at.toordinal()))
                keys.append((key, post))
    _keep_keys(brand_id, keys)
    _join(brand_id, copies)
    return len(copies)


def _keep_keys(brand_id: int, keys: Iterable[tuple[int, Post]]) -> None:
    run_many(_ADD, [(brand_id, post.pk, key, post.at.toordinal()) for key, post in keys])


def _bearers(brand_id: int, drawn: Sequence[tuple[Post, Sketch]]) -> Keyed:
    """Earlier (and later) posts that share a key with one of these, within the window."""
    keys = list({key for _post, mine in drawn for key in mine.keys})
    days = [post.at.toordinal() for post, _mine in drawn]
    known: Keyed = defaultdict(list)
    with connection.cursor() as cursor:
        for start in range(0, len(keys), ASKED):
            some = keys[start : start + ASKED]
            statement = _BEARERS.format(marks=", ".join(["%s"] * len(some)))
            cursor.execute(statement, [brand_id, min(days) - DAYS, max(days) + DAYS, *some])
            for key, post_id, day in cursor.fetchall():
                known[key].append((post_id, day))
    return known


def _sketches_of(known: Keyed, drawn: Sequence[tuple[Post, Sketch]]) -> dict[int, Sketch]:
    """Of the posts that any of these must be compared with: not where another says the very same."""
    wanted = {pk for post, mine in drawn if not _same(post, mine, known) for pk in _nearest(post, mine, known)}
    if not wanted:
        return {}
    rows = list(Post.objects.filter(pk__in=wanted, deleted_at=None).values_list("pk", "title", "text"))
    found = sketches([said(title, text) for _pk, title, text in rows])
    return {pk: one for (pk, _title, _text), one in zip(rows, found, strict=True) if one is not None}


def _same(post: Post, mine: Sketch, known: Keyed) -> int:
    """The first post that says the very same; 0 = none."""
    day = post.at.toordinal()
    bearers = (pk for pk, other in known.get(mine.keys[0], ()) if abs(day - other) <= DAYS and pk != post.pk)
    return min(bearers, default=0)


def _nearest(post: Post, mine: Sketch, known: Keyed) -> list[int]:
    day = post.at.toordinal()
    shared = Counter(
        pk for key in mine.keys for pk, other in known.get(key, ()) if abs(day - other) <= DAYS and pk != post.pk
    )
    return sorted(shared, key=lambda pk: (-shared[pk], pk))[:COMPARED]


def _best(post: Post, mine: Sketch, known: Keyed, firsts: Mapping[int, Sketch]) -> _Found | None:
    if first := _same(post, mine, known):
        return _Found(post, first, 1.0)
    rated = [(alike(mine, firsts[pk]), pk) for pk in _nearest(post, mine, known) if pk in firsts]
    similarity, pk = max(rated, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
    return _Found(post, pk, similarity) if similarity >= ALIKE else None


def _join(brand_id: int, copies: Sequence[_Found]) -> None:
    """The groups of these, made where there are none yet, and their counts."""
    if not copies:
        return
    wanted = {found.first_id for found in copies}
    groups = dict(Echo.objects.filter(post_id__in=wanted).values_list("post_id", "group_id"))
    alone = list(Post.objects.filter(pk__in=wanted - groups.keys()).only("pk", "at").order_by("pk"))
    made = EchoGroup.objects.bulk_create(
        EchoGroup(brand_id=brand_id, first=first, count=1, last_at=first.at) for first in alone
    )
    groups |= {group.first_id: group.pk for group in made if group.first_id}
    rows = [(brand_id, groups[first.pk], first.pk, 100, as_moment(first.at)) for first in alone]
    joined: dict[int, list[datetime]] = defaultdict(list)
    for found in copies:
        group_id, at = groups[found.first_id], found.post.at
        rows.append((brand_id, group_id, found.post.pk, round(found.similarity * 100), as_moment(at)))
        joined[group_id].append(at)
    run_many(_JOIN, rows)
    grown = ((len(moments), as_moment(max(moments)), group_id) for group_id, moments in sorted(joined.items()))
    run_many(_GROW, [(count, last, last, group_id) for count, last, group_id in grown])


def said(title: str, text: str) -> str:
    """What is compared of a post."""
    return f"{title}\n{text}" if title else text


@transaction.atomic
def take_out(echo: Echo, *, by: Account, at: datetime) -> bool:
    """This post is no copy, a person says; False when it was taken out already."""
    EchoGroup.objects.select_for_update().get(pk=echo.group_id)
    if not Echo.objects.filter(pk=echo.pk, out_at=None).update(out_at=at, out_by=by):
        return False
    _recount([echo.group_id])
    journal.record(echo.brand, actor=by, verb="echo.taken_out", object=f"post:{echo.post_id}", data={}, at=at)
    return True


@transaction.atomic
def put_back(echo: Echo, *, by: Account, at: datetime) -> bool:
    """A copy after all; False when it was one."""
    EchoGroup.objects.select_for_update().get(pk=echo.group_id)
    if not Echo.objects.filter(pk=echo.pk).exclude(out_at=None).update(out_at=None, out_by=None):
        return False
    _recount([echo.group_id])
    journal.record(echo.brand, actor=by, verb="echo.put_back", object=f"post:{echo.post_id}", data={}, at=at)
    return True


@transaction.atomic
def forget_echoes(post_ids: Iterable[int]) -> None:
    """Posts that say nothing any more, or something else: their groups go on without them."""
    ids = list(post_ids)
    if not ids:
        return
    EchoKey.objects.filter(post_id__in=ids).delete()
    held = Echo.objects.filter(post_id__in=ids)
    groups = sorted(set(held.values_list("group_id", flat=True)))
    if groups:
        held.delete()
        _recount(groups)


def _recount(group_ids: Iterable[int]) -> None:
    """Counts and firsts from the members themselves; a group without any goes."""
    for group in EchoGroup.objects.select_for_update().filter(pk__in=list(group_ids)).order_by("pk"):
        members = Echo.objects.filter(group=group, out_at=None)
        first = members.order_by("at", "pk").first()
        if first is None and not Echo.objects.filter(group=group).exists():
            group.delete()
            continue
        if first is not None and first.post_id != group.first_id:
            _hand_on(first)
        group.count, group.first_id = members.count(), first.post_id if first else None
        group.save(update_fields=["count", "first"])


def _hand_on(first: Echo) -> None:
    """Later copies are found by the post that is the first now."""
    post = first.post
    if not EchoKey.objects.filter(post=post).exists() and (mine := sketch(said(post.title, post.text))) is not None:
        _keep_keys(first.brand_id, [(key, post) for key in mine.keys])


@transaction.atomic
def forget_old_keys(before: datetime, *, most: int = 50_000) -> int:
    """Keys beyond the window, by which nothing will be found any more."""
    old = list(EchoKey.objects.filter(day__lt=before.toordinal()).order_by("day").values_list("pk", flat=True)[:most])
    for start in range(0, len(old), 500):
        EchoKey.objects.filter(pk__in=old[start : start + 500]).delete()
    return len(old)
