"""Threads and posts of the community that the brand owns: they are written here, not fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Count, F, Max

from parvis.conversations.actions.insert import insert_posts
from parvis.conversations.incoming import canonical_hash
from parvis.conversations.links import canonical, link_key
from parvis.conversations.models import Link, Place, Post, Reading, Revision, Thread
from parvis.conversations.rendering import addresses
from parvis.core.sql import as_moment, run_many
from parvis.people.models import Identity

LINKS_KEPT = 50
_NEXT = """
UPDATE conversations_thread SET last_seq = last_seq + 1, post_count = post_count + 1, bumped_at = %s WHERE id = %s
RETURNING last_seq
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote, ready to be stored. `key`: of the form it came from; the same form twice is one post."""

    key: str
    source: str
    html: str
    text: str
    version: int
    standing: str = ""
    kind: str = "post"
    language: str = ""
    direction: str = "in"

    def waiting(self) -> Words:
        """The same, for a moderator to look at first."""
        return replace(self, standing="held")


def open_thread(place: Place, author: Identity, title: str, words: Words, *, at: datetime) -> tuple[Thread, Post]:
    """A thread with its first post, in the caller's transaction."""
    thread = Thread.sealed_too.create(
        brand_id=place.brand_id, place=place, remote_id=words.key, title=title[:300], author=author, last_seq=1,
        post_count=1, bumped_at=at, sealed=place.visibility == "sealed",
    )  # fmt: skip
    return thread, _written(thread, place, 1, author, words, None, at, title=title)


def answer_in(
    thread: Thread, place: Place, author: Identity, words: Words, *, parent_id: int | None, at: datetime
) -> Post:
    """The next post of a thread, in the caller's transaction: its number is given under the thread's lock."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [as_moment(at), thread.pk])
        seq = cursor.fetchone()[0]
    return _written(thread, place, seq, author, words, parent_id, at)


def _written(
    thread: Thread, place: Place, seq: int, author: Identity, words: Words, parent_id: int | None, at: datetime,
    title: str = "",
) -> Post:  # fmt: skip
    post = Post(
        brand_id=place.brand_id, place=place, thread=thread, seq=seq, remote_id=words.key, parent_id=parent_id,
        author=author, kind=words.kind, direction=words.direction, title=title[:300], format="markdown",
        source=words.source, text=words.text, html=words.html, html_version=words.version, at=at, received_at=at,
        language=words.language, canonical_hash=canonical_hash(words.text), standing=words.standing,
        sealed=place.visibility == "sealed", url=address_of(place, thread.pk, seq),
    )  # fmt: skip
    insert_posts([post])
    _link(post)
    counted = "UPDATE conversations_place SET post_count = post_count + 1, last_post_at = %s WHERE id = %s"
    run_many(counted, [(as_moment(at), place.pk)])
    return post


def address_of(place: Place, thread_id: int, seq: int) -> str:
    """Where a post is read, below the house's own origin. It leads on when the post is carried elsewhere."""
    return f"{place.address.partition('/s/')[0]}/t/t/{thread_id}/{seq}"


def _link(post: Post) -> None:
    """Of sealed posts no link is kept: links are listed to the team."""
    if post.sealed or "<a " not in post.html:
        return
    found = [(one, urlsplit(one).hostname or "") for one in addresses(post.html)[:LINKS_KEPT]]
    Link.objects.bulk_create(
        Link(post=post, brand_id=post.brand_id, host=host[:255], url=one[:2000], key=link_key(canonical(one)))
        for one, host in found
        if host
    )


@transaction.atomic
def reword_hosted(post: Post, words: Words, *, title: str = "", at: datetime) -> None:
    """Its author says it otherwise; how it read before is kept."""
    Revision.objects.create(post=post, source=post.source, text=post.text, at=at)
    Link.objects.filter(post=post).delete()
    post.source, post.html, post.text, post.html_version = words.source, words.html, words.text, words.version
    post.canonical_hash, post.edited_at, post.title = canonical_hash(words.text), at, title[:300] or post.title
    post.standing = words.standing
    post.save(
        update_fields=["source", "html", "text", "html_version", "canonical_hash", "edited_at", "title", "standing"]
    )
    _link(post)


def seal(place_id: int, *, sealed: bool) -> None:
    """Everything of a place leaves the team's screens, or comes there, in the caller's transaction. What watches and
    readings had made of it goes with it: the caller has it heard anew."""
    Thread.sealed_too.filter(place_id=place_id).update(sealed=sealed)
    Post.sealed_too.filter(place_id=place_id).update(sealed=sealed)


def unsign(brand_id: int, identity_id: int) -> None:
    """What somebody wrote stays, and no name under it."""
    Post.sealed_too.filter(brand_id=brand_id, author_id=identity_id).update(author=None)
    Thread.sealed_too.filter(brand_id=brand_id, author_id=identity_id).update(author=None)


def carry(posts: Sequence[tuple[int, int]], thread: Thread, place: Place) -> None:
    """Posts (id, the number it gets there) into a thread of ours, in the caller's transaction, which holds the numbers.

    Counters of both places follow; links are kept anew where they may be.
    """
    sealed = place.visibility == "sealed"
    moved = Post.sealed_too.in_bulk([pk for pk, _seq in posts])
    gone = Counter(post.place_id for post in moved.values())
    Link.objects.filter(post_id__in=list(moved)).delete()
    for pk, seq in posts:
        post = moved[pk]
        post.thread, post.place, post.seq, post.sealed = thread, place, seq, sealed
        post.save(update_fields=["thread", "place", "seq", "sealed"])
        _link(post)
    for place_id, n in gone.items():
        Place.sealed_too.filter(pk=place_id).update(post_count=F("post_count") - n)
    Place.sealed_too.filter(pk=place.pk).update(post_count=F("post_count") + len(moved))


def settle_thread(thread: Thread, place: Place) -> None:
    """Where a thread stands now, and what stands in it, in the caller's transaction."""
    here = Post.sealed_too.filter(thread_id=thread.pk).aggregate(n=Count("pk"), last=Max("at"))
    Thread.sealed_too.filter(pk=thread.pk).update(
        place=place,
        sealed=place.visibility == "sealed",
        post_count=here["n"],
        bumped_at=here["last"] or thread.bumped_at,
    )


def unread(post_ids: Sequence[int]) -> None:
    """What was understood of posts goes, in the caller's transaction: the team sees them no longer."""
    Reading.objects.filter(post_id__in=list(post_ids)).delete()


def stand(post: Post, standing: str) -> None:
    """Whether its public sees it, in the caller's transaction."""
    Post.sealed_too.filter(pk=post.pk).update(standing=standing)
