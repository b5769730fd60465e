"""Threads and posts of an old forum, put into a place of ours: whole batches, a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Max

from parvis.conversations.actions.hosted import LINKS_KEPT
from parvis.conversations.actions.insert import insert_posts
from parvis.conversations.incoming import canonical_hash
from parvis.conversations.links import canonical, link_key
from parvis.conversations.models import Link, Place, Post, Thread
from parvis.conversations.rendering import addresses
from parvis.core.sql import as_moment, run_many


@dataclass(frozen=True, slots=True)
class OldThread:
    place: Place
    remote_id: str
    title: str
    author_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OldPost:
    """`parent`: the `remote_id` of a post of the same thread, "" = none. `thread_id`: ours."""

    thread_id: int
    remote_id: str
    author_id: int
    at: datetime
    edited: datetime | None
    source: str
    html: str
    text: str
    parent: str = ""


@transaction.atomic
def bring_threads(threads: Sequence[OldThread]) -> list[Thread]:
    """Empty threads, in the order given."""
    return Thread.sealed_too.bulk_create(
        Thread(
            brand_id=one.place.brand_id, place=one.place, remote_id=one.remote_id, title=one.title[:300],
            author_id=one.author_id, bumped_at=one.at, sealed=one.place.visibility == "sealed",
        )
        for one in threads
    )  # fmt: skip


@transaction.atomic
def bring_posts(threads: Mapping[int, Thread], posts: Sequence[OldPost], version: int, at: datetime) -> list[Post]:
    """Posts after those that stand in their threads, in the order given; `threads`: by id, with their places. Counters move
    with them. Nothing hears them: nobody waits for an answer to what was said years ago."""
    held = dict(_lasts(threads))
    made = [_row(threads[one.thread_id], one, _next(held, one.thread_id), version, at) for one in posts]
    insert_posts(made)
    _adopt(made, posts)
    _link([post for post in made if not post.sealed])
    counted = Counter(post.thread_id for post in made)
    newest = {post.thread_id: post.at for post in sorted(made, key=lambda post: post.at)}
    run_many(
        "UPDATE conversations_thread SET last_seq = %s, post_count = post_count + %s, bumped_at = %s WHERE id = %s",
        [(held[pk], n, as_moment(newest[pk]), pk) for pk, n in counted.items()],
    )
    for place_id, n in Counter(post.place_id for post in made).items():
        here = Place.sealed_too.filter(pk=place_id)
        last = max(post.at for post in made if post.place_id == place_id)
        here.update(post_count=F("post_count") + n)
        here.exclude(last_post_at__gte=last).update(last_post_at=last)
    return made


def _lasts(threads: Mapping[int, Thread]) -> Iterable[tuple[int, int]]:
    return Thread.sealed_too.select_for_update().filter(pk__in=list(threads)).values_list("pk", "last_seq")


def _next(held: dict[int, int], thread_id: int) -> int:
    held[thread_id] += 1
    return held[thread_id]


def _row(thread: Thread, one: OldPost, seq: int, version: int, at: datetime) -> Post:
    return Post(
        brand_id=thread.brand_id, place_id=thread.place_id, thread=thread, seq=seq, remote_id=one.remote_id,
        author_id=one.author_id, title=thread.title if seq == 1 else "", format="markdown", source=one.source,
        text=one.text, html=one.html, html_version=version, at=one.at, received_at=at, edited_at=one.edited,
        canonical_hash=canonical_hash(one.text), sealed=thread.sealed,
    )  # fmt: skip


def _adopt(made: Sequence[Post], posts: Sequence[OldPost]) -> None:
    """Answers find what they answer, in this batch or before it."""
    known = {(post.place_id, post.remote_id): post.pk for post in made}
    asked = [(post, one.parent) for post, one in zip(made, posts, strict=True) if one.parent]
    missing = {parent for post, parent in asked if (post.place_id, parent) not in known}
    if missing:
        places = {post.place_id for post, _parent in asked}
        earlier = Post.sealed_too.filter(place_id__in=places, remote_id__in=missing)
        known |= {(place, remote): pk for pk, place, remote in earlier.values_list("pk", "place_id", "remote_id")}
    run_many(
        "UPDATE conversations_post SET parent_id = %s WHERE id = %s",
        [(known[post.place_id, parent], post.pk) for post, parent in asked if (post.place_id, parent) in known],
    )


def _link(posts: Sequence[Post]) -> None:
    rows = []
    for post in posts:
        if "<a " in post.html:
            for one in addresses(post.html)[:LINKS_KEPT]:
                host = urlsplit(one).hostname or ""
                if host:
                    rows.append(Link(post=post, brand_id=post.brand_id, host=host[:255], url=one[:2000],
                                     key=link_key(canonical(one))))  # fmt: skip
    Link.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def resign(brand_id: int, before: int, after: int) -> list[int]:
    """What one identity wrote is the other's; the threads that show it."""
    said = Post.sealed_too.filter(brand_id=brand_id, author_id=before)
    threads = list(said.order_by().values_list("thread_id", flat=True).distinct())
    said.update(author_id=after)
    Thread.sealed_too.filter(brand_id=brand_id, author_id=before).update(author_id=after)
    return threads


@transaction.atomic
def take_back_threads(brand_id: int, thread_ids: Sequence[int]) -> int:
    """Threads go with all that was said in them; how many posts went. Raises ProtectedError where something stands on them."""
    posts = Post.sealed_too.filter(brand_id=brand_id, thread_id__in=list(thread_ids))
    gone = Counter(posts.values_list("place_id", flat=True))
    Post.sealed_too.filter(pk__in=posts.values("pk")).update(parent=None)
    posts.delete()
    Thread.sealed_too.filter(brand_id=brand_id, pk__in=list(thread_ids)).delete()
    for place_id, n in gone.items():
        last = Post.sealed_too.filter(place_id=place_id).aggregate(last=Max("at"))["last"]
        Place.sealed_too.filter(pk=place_id).update(post_count=F("post_count") - n, last_post_at=last)
    return gone.total()


@transaction.atomic
def take_back_words(post_ids: Sequence[int]) -> None:
    """Posts of threads that stay; their numbers stay free. Raises ProtectedError where something stands on them."""
    posts = Post.sealed_too.filter(pk__in=list(post_ids))
    gone = Counter(posts.values_list("place_id", "thread_id"))
    Post.sealed_too.filter(parent__in=list(post_ids)).update(parent=None)
    posts.delete()
    for (place_id, thread_id), n in gone.items():
        Place.sealed_too.filter(pk=place_id).update(post_count=F("post_count") - n)
        Thread.sealed_too.filter(pk=thread_id).update(post_count=F("post_count") - n)
