"""A watch from its first wording to what it finds in the past."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parvis.conversations.models import Post
from parvis.conversations.queries import ROW_JOINS, older_than, posts_of
from parvis.conversations.rules import EARLIEST, KEPT_BACK
from parvis.core.clock import now
from parvis.core.folding import fold_tokens
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Brand
from parvis.flows.documents import document_of_post
from parvis.listening.actions import Caught, matched_back, recount, resume_watch, save_watch, store_hits
from parvis.listening.index.actions import extend
from parvis.listening.index.queries import worth_reading
from parvis.listening.matching import Matcher, matcher
from parvis.listening.models import Watch
from parvis.listening.query import Query, parse, terms_for_exclusion
from parvis.listening.trends.actions import trim

STRETCH = 20_000
"""Posts read backwards by one job: some seconds, so that a restart repeats little."""
CHUNK = 1_000
SETTLED = timedelta(days=1)
"""Quarters of a day that ended so long ago keep their most frequent words only."""
LAST_KEY = 2**62
LOOKED_AT = 3_000
"""Posts behind a live preview: enough to judge a wording, read in some tenths of a second."""


SETTLE = timedelta(minutes=4)
"""Longer than a reader may hold a page: what it matched before the watch existed is stored by then."""


@task(queue="slow")
def match_watch_back(watch_id: int) -> None:
    """Match one watch against history, a stretch at a time, until the past is read."""
    if match_back(watch_id, now()):
        enqueue(match_watch_back, key=f"back:{watch_id}", watch_id=watch_id)


@task(queue="slow")
def match_watch_recent(watch_id: int) -> None:
    """Posts that were on their way while the watch was saved."""
    match_recent(watch_id)


@task(queue="slow", every=timedelta(minutes=5))
def index_words() -> None:
    """The words of posts that have settled, so that the next watch finds them at once."""
    if extend(now()).more:
        enqueue(index_words, key="words")


@transaction.atomic
def save(
    brand: Brand, *, name: str, query: str, role: str, by: Account, at: datetime, watch: Watch | None = None
) -> Watch:
    """Keep the watch and look for it in the past. Raises `listening.query.QueryError`, `listening.actions.WatchNameTaken`."""
    saved = save_watch(brand, name=name, query=query, role=role, by=by, at=at, watch=watch)
    enqueue(match_watch_back, key=f"back:{saved.pk}", watch_id=saved.pk)
    enqueue(match_watch_recent, key=f"recent:{saved.pk}", run_at=at + SETTLE, watch_id=saved.pk)
    return saved


@transaction.atomic
def resume(watch: Watch, *, by: Account, at: datetime) -> None:
    """Listen again, and look for what was said while the watch rested."""
    resume_watch(watch, by=by, at=at)
    enqueue(match_watch_back, key=f"back:{watch.pk}", watch_id=watch.pk)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a wording would have caught. `per_day`: estimated from the days that the `looked_at` posts span."""

    query: Query
    posts: list[Post]
    found: int
    looked_at: int
    per_day: float
    exclusions: list[tuple[str, int]]


def preview(brand_id: int, text: str, *, shown: int = 20) -> Preview:
    """Raises `listening.query.QueryError`. Looks at the latest LOOKED_AT posts."""
    query = parse(text)
    posts = list(_heard(brand_id)[:LOOKED_AT])
    documents = [document_of_post(post) for post in posts]
    caught = sorted({index for index, _ in _alone(query).match(documents)})
    span = max((posts[0].at - posts[-1].at), timedelta(days=1)) if posts else timedelta(days=1)
    return Preview(
        query=query,
        posts=[posts[i] for i in caught[:shown]],
        found=len(caught),
        looked_at=len(posts),
        per_day=len(caught) / (span / timedelta(days=1)),
        exclusions=terms_for_exclusion([fold_tokens(documents[i].text) for i in caught], query, most=8),
    )


def match_back(watch_id: int, at: datetime) -> bool:
    """Match the next STRETCH of history, newest first; True when there is more. Safe to repeat, at any point.

    A watch reworded meanwhile starts again from the newest post under its new version. At the end `matched_back_to`
    is EARLIEST, whatever the age of the oldest post: that is how one knows that nothing remains.
    """
    watch = Watch.objects.filter(pk=watch_id, paused_at=None).first()
    if watch is None:
        return False
    query = parse(watch.query)
    engine = _alone(query)
    # Posts of the very instant where the last job stopped are read again: some of them may not have been.
    until = watch.matched_back_to or at + timedelta(days=1)
    ids = worth_reading(watch.brand_id, query.ast, until, STRETCH)
    read = 0
    for posts in _history(watch, until) if ids is None else _chosen(watch, ids):
        found = engine.match([document_of_post(post) for post in posts])
        with transaction.atomic():
            if not matched_back(watch.pk, version=watch.version, to=posts[-1].at):
                return True
            store_hits(watch.brand_id, [_caught(watch, posts[index]) for index, _ in found])
        read += len(posts)
    if (read if ids is None else len(ids)) >= STRETCH:
        return True
    matched_back(watch.pk, version=watch.version, to=EARLIEST)
    recount(watch.pk)
    trim(watch.pk, EARLIEST, at - SETTLED)
    return False


def match_recent(watch_id: int) -> int:
    """Match the watch against the posts that were stored last; the number of new hits. Safe to repeat."""
    watch = Watch.objects.filter(pk=watch_id, paused_at=None).first()
    if watch is None:
        return 0
    posts = list(_heard(watch.brand_id).order_by("-pk")[: CHUNK * 5])
    found = _alone(parse(watch.query)).match([document_of_post(post) for post in posts])
    return store_hits(watch.brand_id, [_caught(watch, posts[index]) for index, _ in found])


def _heard(brand_id: int) -> QuerySet[Post]:
    """What others said, newest first: neither our own posts nor private messages are heard."""
    return posts_of(brand_id).filter(direction="in").exclude(place__visibility=KEPT_BACK)


def _alone(query: Query) -> Matcher:
    engine = matcher()
    engine.add(0, query.ast)
    return engine


def _chosen(watch: Watch, ids: Sequence[int]) -> Iterator[list[Post]]:
    """Chunks of these posts, in their order, less those that are not heard."""
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        # By key alone, in the order of the keys: asked for an order too, SQLite walks all posts of the brand to find them.
        posts = Post.objects.select_related(*ROW_JOINS).in_bulk(some)
        heard = [post for pk in some if (post := posts.get(pk)) and post.direction == "in"]
        if heard := [post for post in heard if post.place.visibility != KEPT_BACK and post.brand_id == watch.brand_id]:
            yield heard


def _history(watch: Watch, until: datetime) -> Iterator[list[Post]]:
    """Chunks of the brand's posts, newest first, STRETCH in all."""
    before = (until, LAST_KEY)
    for _ in range(0, STRETCH, CHUNK):
        posts = list(older_than(_heard(watch.brand_id), *before)[:CHUNK])
        if not posts:
            return
        yield posts
        before = (posts[-1].at, posts[-1].pk)


def _caught(watch: Watch, post: Post) -> Caught:
    return Caught(
        watch_id=watch.pk,
        post_id=post.pk,
        place_id=post.place_id,
        at=post.at,
        negative=bool(getattr(post, "reading", None) and post.reading.sentiment == "negative"),
    )
