"""Posts that say the same are put together as they come, and apart when a person says so. Nothing is dropped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.conversations.echoes import ALIKE, WINDOW, Sketch, alike, sketch
from parvis.conversations.models import Echo, EchoGroup, EchoKey, Post
from parvis.core import journal
from parvis.core.models import Account
from parvis.core.sql import as_moment, run_many

COMPARED = 4
"""Posts that a new one is compared with, at most: those with most keys in common."""
SHARED = 8
"""Posts that bear one key, beyond which it tells no two apart, and is not kept again."""
Keyed = dict[int, list[tuple[int, datetime]]]
"""Key → (post, when) of those that bear it."""


@dataclass(slots=True)
class _Found:
    """A copy and what it copies. `similarity`: 0–1."""

    post: Post
    first_id: int
    similarity: float


@transaction.atomic
def put_together(brand_id: int, posts: Sequence[Post], sketches: Mapping[str, Sketch | None]) -> int:
    """New posts, each with the one that it repeats; how many repeat one. `sketches`: by `remote_id`.

    Two processes that meet two copies at once may make two groups of them: both are shown, none is lost.
    """
    drawn = [(post, found) for post in posts if (found := sketches.get(post.remote_id)) is not None]
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
                known[key].append((post.pk, post.at))
                keys.append((key, post))
    _keep_keys(brand_id, keys)
    _join(brand_id, copies)
    return len(copies)


def _keep_keys(brand_id: int, keys: Iterable[tuple[int, Post]]) -> None:
    run_many(
        "INSERT INTO conversations_echokey (brand_id, post_id, key, at) VALUES (%s, %s, %s, %s)",
        [(brand_id, post.pk, key, as_moment(post.at)) for key, post in keys],
    )


def _bearers(brand_id: int, drawn: Sequence[tuple[Post, Sketch]]) -> Keyed:
    """Earlier (and later) posts that share a key with one of these, within the window."""
    keys = list({key for _post, mine in drawn for key in mine.keys})
    moments = [post.at for post, _mine in drawn]
    known: Keyed = defaultdict(list)
    rows = EchoKey.objects.filter(
        brand_id=brand_id, key__in=keys, at__range=(min(moments) - WINDOW, max(moments) + WINDOW)
    )
    for key, post_id, at in rows.values_list("key", "post_id", "at"):
        known[key].append((post_id, at))
    return known


def _sketches_of(known: Keyed, drawn: Sequence[tuple[Post, Sketch]]) -> dict[int, Sketch]:
    """Of the posts that any of these may be compared with."""
    wanted = {pk for post, mine in drawn for pk in _nearest(post, mine, known)}
    texts = Post.objects.filter(pk__in=wanted, deleted_at=None).values_list("pk", "title", "text")
    return {pk: found for pk, title, text in texts if (found := sketch(said(title, text))) is not None}


def _nearest(post: Post, mine: Sketch, known: Keyed) -> list[int]:
    shared = Counter(
        pk for key in mine.keys for pk, at in known.get(key, ()) if abs(post.at - at) <= WINDOW and pk != post.pk
    )
    for pk, _at in known.get(mine.keys[0], ()):
        shared[pk] += len(mine.keys) if pk in shared else 0  # says the very same
    return sorted(shared, key=lambda pk: (-shared[pk], pk))[:COMPARED]


def _best(post: Post, mine: Sketch, known: Keyed, firsts: Mapping[int, Sketch]) -> _Found | None:
    rated = [(alike(mine, firsts[pk]), pk) for pk in _nearest(post, mine, known) if pk in firsts]
    similarity, pk = max(rated, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
    return _Found(post, pk, similarity) if similarity >= ALIKE else None


def _join(brand_id: int, copies: Sequence[_Found]) -> None:
    """The groups of these, made where there are none yet, and their counts."""
    if not copies:
        return
    wanted = {found.first_id for found in copies}
    groups = {echo.post_id: echo.group_id for echo in Echo.objects.filter(post_id__in=wanted)}
    for first in Post.objects.filter(pk__in=wanted - groups.keys()).only("pk", "at").order_by("pk"):
        made = EchoGroup.objects.create(brand_id=brand_id, first=first, count=1, last_at=first.at)
        Echo.objects.create(brand_id=brand_id, group=made, post=first, similarity=100, at=first.at)
        groups[first.pk] = made.pk
    Echo.objects.bulk_create(
        Echo(
            brand_id=brand_id, group_id=groups[found.first_id], post=found.post,
            similarity=round(found.similarity * 100), at=found.post.at,
        )
        for found in copies
    )  # fmt: skip
    joined: dict[int, list[datetime]] = defaultdict(list)
    for found in copies:
        joined[groups[found.first_id]].append(found.post.at)
    for group_id, moments in sorted(joined.items()):
        EchoGroup.objects.filter(pk=group_id).update(count=F("count") + len(moments))
        EchoGroup.objects.filter(pk=group_id, last_at__lt=max(moments)).update(last_at=max(moments))


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
    old = list(EchoKey.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:most])
    for start in range(0, len(old), 500):
        EchoKey.objects.filter(pk__in=old[start : start + 500]).delete()
    return len(old)
