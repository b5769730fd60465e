"""Keep what a network gave us: each post once, in its thread, with its earlier wordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from parvis.connectors.addresses import web_address
from parvis.conversations.actions.echoes import forget_echoes
from parvis.conversations.actions.insert import insert_posts
from parvis.conversations.incoming import Incoming, changes, each_once
from parvis.conversations.links import canonical, link_key
from parvis.conversations.models import Link, Place, Post, Revision, Thread
from parvis.conversations.rendering import VERSION, addresses, storable
from parvis.conversations.rules import believable
from parvis.core.sql import as_moment, run_many

IdentityOf = Mapping[str, int]
"""Identity id by the author's `remote_id`."""
LINKS_KEPT = 50


@dataclass(slots=True)
class Recorded:
    """What was new, what had changed, what only stands otherwise; the rest of the page was known."""

    new: list[Post] = field(default_factory=list)
    edited: list[Post] = field(default_factory=list)
    restood: int = 0


@transaction.atomic
def record(place: Place, incoming: Sequence[Incoming], identities: IdentityOf, at: datetime) -> Recorded:
    """Store `incoming` (oldest first). Safe to repeat: a known post is not doubled, an edited one keeps its past.

    Joins the caller's transaction when there is one: the cursor moves with the posts.
    """
    batch = each_once(incoming)
    stored = {p.remote_id: p for p in Post.objects.filter(place=place, remote_id__in=list(batch))}
    fresh = [post for remote_id, post in batch.items() if remote_id not in stored]
    return Recorded(
        new=_append(place, fresh, stored, identities, at) if fresh else [],
        edited=[p for remote_id, p in stored.items() if _reword(p, batch[remote_id], at)],
        restood=sum(_restand(p, batch[remote_id]) for remote_id, p in stored.items()),
    )


def _append(
    place: Place, fresh: list[Incoming], stored: Mapping[str, Post], identities: IdentityOf, at: datetime
) -> list[Post]:
    threads = _threads(place, fresh, identities, at)
    parents = _parents(place, fresh, stored)
    posts = [_row(place, threads[p.thread_id], p, parents.get(p.parent_id), identities, at) for p in fresh]
    insert_posts(posts)
    _adopt(posts, fresh)
    Link.objects.bulk_create(_links(posts), batch_size=500)
    newest = max(post.at for post in posts)
    Place.objects.filter(pk=place.pk).update(post_count=F("post_count") + len(posts))
    Place.objects.filter(pk=place.pk).exclude(last_post_at__gte=newest).update(last_post_at=newest)
    return posts


@dataclass(slots=True)
class _Room:
    """A thread that takes posts of this batch: `seq` is given out here, and stored once at the end."""

    thread: Thread
    seq: int


def _threads(place: Place, fresh: list[Incoming], identities: IdentityOf, at: datetime) -> dict[str, _Room]:
    """The threads of these posts with their counts as they will be; those that were there are locked until the end."""
    groups: dict[str, list[Incoming]] = {}
    for post in fresh:
        groups.setdefault(post.thread_id, []).append(post)
    wanted = Thread.objects.filter(place=place, remote_id__in=list(groups))
    known = set(wanted.values_list("remote_id", flat=True))
    # A concurrent writer may make the same thread first: then ours is ignored, and met below as theirs.
    Thread.objects.bulk_create(
        [
            Thread(
                brand_id=place.brand_id,
                place=place,
                remote_id=thread_id,
                title=posts[0].title,
                url=web_address(posts[0].item.url),
                author_id=identities.get(posts[0].author_id),
                bumped_at=believable(posts[0].item.at, at),
            )
            for thread_id, posts in groups.items()
            if thread_id not in known
        ],
        ignore_conflicts=True,
    )
    held = {t.remote_id: t for t in wanted.select_for_update().order_by("pk")}
    run_many(
        "UPDATE conversations_thread SET last_seq = %s, post_count = %s, bumped_at = %s WHERE id = %s",
        [
            (
                held[thread_id].last_seq + len(posts),
                held[thread_id].post_count + len(posts),
                as_moment(max([held[thread_id].bumped_at, *(believable(p.item.at, at) for p in posts)])),
                held[thread_id].pk,
            )
            for thread_id, posts in groups.items()
        ],
    )
    return {thread_id: _Room(thread, thread.last_seq) for thread_id, thread in held.items()}


def _parents(place: Place, fresh: list[Incoming], stored: Mapping[str, Post]) -> dict[str, int]:
    """Ids of answered posts that are stored already; those of this very batch are set once they exist."""
    found = {remote_id: post.pk for remote_id, post in stored.items()}
    wanted = {post.parent_id for post in fresh if post.parent_id} - {post.remote_id for post in fresh} - set(found)
    if wanted:
        found |= dict(Post.objects.filter(place=place, remote_id__in=wanted).values_list("remote_id", "pk"))
    return found


def _row(
    place: Place, room: _Room, post: Incoming, parent_id: int | None, identities: IdentityOf, at: datetime
) -> Post:
    item = post.item
    room.seq += 1
    return Post(
        brand_id=place.brand_id,
        place=place,
        thread=room.thread,
        seq=room.seq,
        remote_id=post.remote_id,
        parent_id=parent_id,
        author_id=identities.get(post.author_id),
        kind=item.kind,
        direction=post.direction,
        title=post.title,
        format=item.format,
        source=post.source,
        folded=post.folded,
        text=post.text,
        html=post.html,
        html_version=VERSION,
        url=web_address(item.url),
        at=believable(item.at, at),
        received_at=at,
        edited_at=item.edited_at,
        language=item.language[:8],
        canonical_hash=post.canonical_hash,
        tags=[storable(tag) for tag in item.tags],
        metrics=dict(item.metrics),
        extra=dict(post.extra),
        standing=item.standing,
    )


def _adopt(posts: list[Post], fresh: list[Incoming]) -> None:
    """Answers to a post of the same batch, whose id was unknown until now."""
    ids = {post.remote_id: post.pk for post in posts}
    orphans = [
        (row, ids[post.parent_id])
        for row, post in zip(posts, fresh, strict=True)
        if row.parent_id is None and post.parent_id in ids
    ]
    for row, parent_id in orphans:
        row.parent_id = parent_id
    run_many(
        "UPDATE conversations_post SET parent_id = %s WHERE id = %s", [(parent, row.pk) for row, parent in orphans]
    )


def _links(posts: list[Post]) -> list[Link]:
    return [
        Link(post=post, brand_id=post.brand_id, host=host[:255], url=address[:2000], key=link_key(canonical(address)))
        for post in posts
        if "<a " in post.html
        for address in addresses(post.html)[:LINKS_KEPT]
        if (host := _host(address))
    ]


def _host(address: str) -> str:
    """ "" for an address that only looks like one (`http://[`)."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _reword(stored: Post, post: Incoming, at: datetime) -> bool:
    """The network gives a known post again: True when it now says something else, and has the authority to."""
    if not changes(post, stored.source, stored.title, stored.kind, stored.direction, stored.canonical_hash):
        return False
    if stored.erased_at is not None:
        return False
    if stored.deleted_at is None:
        Revision.objects.create(post=stored, source=stored.source, text=stored.text, at=at)
    stored.source, stored.title, stored.html, stored.text = post.source, post.title, post.html, post.text
    stored.html_version, stored.canonical_hash, stored.extra = VERSION, post.canonical_hash, dict(post.extra)
    stored.edited_at = post.item.edited_at or (at if stored.deleted_at is None else stored.edited_at)
    stored.deleted_at = None  # what is given again stands again
    stored.save(
        update_fields=[
            *("source", "title", "html", "text", "html_version", "canonical_hash", "edited_at", "deleted_at", "extra"),
        ]
    )
    return True


def _restand(stored: Post, post: Incoming) -> bool:
    """The place shows or hides a known post otherwise than before."""
    if stored.standing == post.item.standing:
        return False
    stored.standing = post.item.standing
    stored.save(update_fields=["standing"])
    return True


@transaction.atomic
def remove(place: Place, remote_ids: Sequence[str], at: datetime) -> int:
    """Posts deleted upstream: pages no longer show them, a revision remembers them. The number removed."""
    gone = list(Post.objects.filter(place=place, remote_id__in=[r[:500] for r in remote_ids], deleted_at=None))
    Revision.objects.bulk_create([Revision(post=p, source=p.source, text=p.text, at=at) for p in gone])
    forget_echoes([p.pk for p in gone])
    Post.objects.filter(pk__in=[p.pk for p in gone]).update(deleted_at=at, html="", text="", source="", folded="")
    return len(gone)
