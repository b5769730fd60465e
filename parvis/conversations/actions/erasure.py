"""Words that go for good: posts keep their place in their thread, and nothing that was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import F

from parvis.conversations.actions.echoes import forget_echoes
from parvis.conversations.models import Correction, Link, Moderation, Place, Post, Reading, Revision, Stream, Thread
from parvis.conversations.rendering import addresses, render
from parvis.core.sql import as_moment, run_many
from parvis.core.traces import Traces

BATCH = 500
T = TypeVar("T")


class Veiled(NamedTuple):
    """A row and the name that stands for its id on the network from now on (`rules.veiled_id`)."""

    pk: int
    remote_id: str


def batches(rows: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


_EMPTY = """
UPDATE conversations_post SET remote_id = %s, author_id = NULL, title = '', source = '', folded = '', text = '', html = '',
  url = '', language = '', canonical_hash = 0, tags = '[]', metrics = '{}', extra = '{}', edited_at = NULL, erased_at = %s,
  deleted_at = COALESCE(deleted_at, %s)
WHERE id = %s
"""


@transaction.atomic
def empty_posts(posts: Sequence[Veiled], at: datetime) -> None:
    """Nothing that was said or understood remains: text, earlier wordings, reading, links, addresses, author."""
    for batch in batches(posts):
        forget_readings([post.pk for post in batch])
        run_many(_EMPTY, [(post.remote_id, as_moment(at), as_moment(at), post.pk) for post in batch])


def forget_readings(post_ids: Sequence[int]) -> None:
    """What hangs on posts: earlier wordings, readings and corrections, links, groups, what was decided of them (the journal
    keeps who did)."""
    forget_echoes(post_ids)
    for model in (Revision, Reading, Link, Moderation, Correction):
        model._default_manager.filter(post_id__in=list(post_ids)).delete()


@transaction.atomic
def veil_threads(threads: Sequence[Veiled]) -> None:
    """Threads that somebody began: their title and address were that person's words."""
    run_many(
        "UPDATE conversations_thread SET remote_id = %s, title = '', url = '', author_id = NULL WHERE id = %s",
        [(thread.remote_id, thread.pk) for thread in threads],
    )


@transaction.atomic
def clean_answers(posts: Iterable[Post], traces: Traces, at: datetime) -> int:
    """What we wrote, without their words and names; how many changed. Our source no longer brings them back."""
    changed = 0
    for post in posts:
        held = [post.source, post.title, post.folded, post.url, post.extra, post.remote_id]
        if not traces.within(held):
            continue
        changed += 1
        Revision.objects.filter(post=post).delete()
        post.source, post.title, post.folded = (traces.clean(t) for t in (post.source, post.title, post.folded))
        post.extra, post.url = traces.clean(post.extra), "" if traces.within(post.url) else post.url
        post.html, post.text = render(post.source, post.format)
        post.erased_at = at
        post.save(update_fields=["source", "title", "folded", "extra", "url", "html", "text", "erased_at"])
        kept = set(addresses(post.html))
        for link in Link.objects.filter(post=post):
            if link.url not in kept:
                link.delete()
    return changed


@transaction.atomic
def clean_quotes(posts: Iterable[Post], traces: Traces) -> None:
    """What others quoted below their own words, and what a connector kept to answer them. Their words stay theirs."""
    for post in posts:
        if traces.within([post.folded, post.extra]):
            post.folded, post.extra = traces.clean(post.folded), traces.clean(post.extra)
            post.save(update_fields=["folded", "extra"])


@transaction.atomic
def clean_thread(thread: Thread, traces: Traces) -> None:
    """A thread that others began, whose title or address names the person."""
    if traces.within([thread.title, thread.url]):
        thread.title = traces.clean(thread.title)
        thread.url = "" if traces.within(thread.url) else thread.url
        thread.save(update_fields=["title", "url"])


@transaction.atomic
def clean_streams(place_ids: Iterable[int], words: Sequence[str]) -> None:
    """What a connector remembers between two readings, and the oddities that it told."""
    for stream in Stream.objects.select_for_update().filter(place_id__in=list(place_ids)).order_by("pk"):
        told = f"{stream.cursor} {stream.problem} {stream.notices}".casefold()
        # Most of ten thousand ids stand nowhere: looking for each costs less than one pattern of them all.
        traces = Traces(word for word in words if word and word.casefold() in told)
        if traces:
            stream.cursor = traces.clean(stream.cursor)
            stream.problem, stream.notices = traces.clean(stream.problem), traces.clean(stream.notices)
            stream.save(update_fields=["cursor", "problem", "notices"])


@transaction.atomic
def drop_posts(place: Place, post_ids: Sequence[int]) -> int:
    """Posts that nothing refers to any more, whole; threads that this leaves empty go too. How many posts."""
    ids = list(post_ids)
    threads = sorted(set(Post.sealed_too.filter(pk__in=ids, place=place).values_list("thread_id", flat=True)))
    list(Thread.sealed_too.select_for_update().filter(pk__in=threads).order_by("pk").values_list("pk", flat=True))
    counts: dict[int, int] = {}
    for thread_id in Post.sealed_too.filter(pk__in=ids, place=place).values_list("thread_id", flat=True):
        counts[thread_id] = counts.get(thread_id, 0) + 1
    forget_readings(ids)
    gone = sum(counts.values())
    Post.sealed_too.filter(pk__in=ids, place=place).delete()
    run_many(
        "UPDATE conversations_thread SET post_count = post_count - %s WHERE id = %s",
        [(n, thread_id) for thread_id, n in sorted(counts.items())],
    )
    Place.sealed_too.filter(pk=place.pk).update(post_count=F("post_count") - gone)
    return gone


@transaction.atomic
def drop_empty_threads(thread_ids: Iterable[int]) -> int:
    """Those without posts; the caller knows that nothing else refers to them."""
    filled = Post.sealed_too.filter(thread_id__in=list(thread_ids)).values("thread_id")
    return Thread.sealed_too.filter(pk__in=list(thread_ids)).exclude(pk__in=filled).delete()[0]


@transaction.atomic
def untitle_threads(thread_ids: Iterable[int]) -> None:
    """Threads of which no word remains: their title was one."""
    worded = Post.sealed_too.filter(thread_id__in=list(thread_ids)).exclude(text="").values("thread_id")
    Thread.sealed_too.filter(pk__in=list(thread_ids)).exclude(pk__in=worded).update(title="", url="")
