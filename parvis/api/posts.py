"""Posts: everything heard, one thread in reading order, and the correction of a mood that was read wrongly."""

from __future__ import annotations

from typing import Annotated, Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

from parvis.api.bounds import Id
from parvis.api.cursor import one_page, page_size, unpack
from parvis.api.door import Refused, asks, enter
from parvis.api.finding import one
from parvis.api.moments import Moment
from parvis.api.router import router
from parvis.api.shapes import AuthorShape, PageOf, PostShape
from parvis.conversations.echo_queries import numbered
from parvis.conversations.models import Post
from parvis.conversations.queries import PostFilters, filtered, older_than, posts_of, sharing, thread_posts
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.correct import correct_mood
from parvis.listening.models import Hit, Watch

SIZE = 50
SEE = Permission.POSTS_SEE


class Sifting(Schema):
    """As the page of posts narrows. `mood`: negative, neutral, positive or uncertain; `standing`: held, spam or trash.

    `since`, `until` (excluded): when they were written; `word`, `link`: what stands in them, as trends count it; `shares`: the address of a
    page that they share, however they wrote it.
    """

    place: Id | None = None
    watch: Id | None = None
    network: str = ""
    mood: str = ""
    language: str = ""
    direction: str = ""
    standing: str = ""
    since: Moment | None = None
    until: Moment | None = None
    word: Annotated[str, Field(max_length=80)] = ""
    link: Annotated[str, Field(max_length=300)] = ""
    shares: Annotated[str, Field(max_length=2000)] = ""


class MoodIn(Schema):
    mood: Literal["negative", "neutral", "positive"]


@router.get(
    "/brands/{brand}/posts",
    response=PageOf[PostShape],
    operation_id="list_posts",
    openapi_extra=asks(SEE),
    summary="Posts, newest first",
)
def posts(
    request: HttpRequest, brand: str, asked: Query[Sifting], cursor: str = "", limit: int = SIZE
) -> PageOf[PostShape]:
    caller = enter(request, brand, SEE)
    seen = caller.sight.posts(posts_of(caller.brand.pk)).filter(deleted_at=None)
    rows = filtered(
        seen,
        PostFilters(
            place_id=asked.place,
            network=asked.network,
            mood=asked.mood,
            language=asked.language,
            direction=asked.direction,
            standing=asked.standing,
            since=asked.since,
            until=asked.until,
            word=asked.word,
            link=asked.link,
        ),
    )
    if asked.watch is not None:
        rows = rows.filter(Exists(_caught_by(caller.brand.pk, asked.watch)))
    if cursor:
        rows = older_than(rows, *unpack(cursor))
    if asked.shares:
        rows = sharing(rows, asked.shares)
    found, following = one_page(rows, limit, lambda post: post.at)
    return PageOf[PostShape](items=[shape_of(p) for p in numbered(found, caller.sight)], next=following)


def _caught_by(brand_id: int, watch_id: int) -> QuerySet[Hit]:
    watch = one(Watch.objects.filter(brand_id=brand_id), watch_id, "watch")
    return Hit.objects.filter(watch=watch, post_id=OuterRef("pk"))


@router.get(
    "/brands/{brand}/posts/{post}",
    response=PostShape,
    operation_id="get_post",
    openapi_extra=asks(SEE),
    summary="One post",
)
def get_post(request: HttpRequest, brand: str, post: int) -> PostShape:
    caller = enter(request, brand, SEE)
    found = one(caller.sight.posts(posts_of(caller.brand.pk)), post, "post")
    return shape_of(numbered([found], caller.sight)[0])


@router.get(
    "/brands/{brand}/threads/{thread}/posts",
    response=PageOf[PostShape],
    operation_id="list_thread_posts",
    openapi_extra=asks(SEE),
    summary="A thread in reading order, its latest posts first; `next` leads to earlier ones",
)
def list_thread_posts(
    request: HttpRequest, brand: str, thread: int, cursor: str = "", limit: int = SIZE
) -> PageOf[PostShape]:
    caller = enter(request, brand, SEE)
    found = caller.sight.thread(thread)
    if found is None:
        raise Refused(404, "No such thread")
    return conversation(caller.brand.pk, found.pk, cursor, limit)


def conversation(
    brand_id: int, thread_id: int, cursor: str, limit: int, *, only: int | None = None
) -> PageOf[PostShape]:
    """The last posts of a thread, or those before the cursor. `only`: the one post that the caller may read of it."""
    size = page_size(limit)
    found = thread_posts(brand_id, thread_id, before_seq=_seq(cursor), limit=size)
    earlier = str(found[0].seq) if found and found[0].seq > 1 and only is None else ""
    return PageOf[PostShape](items=[shape_of(p) for p in found if only in (None, p.pk)], next=earlier)


def _seq(cursor: str) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 9:
        raise Refused(400, "This cursor is not one of ours")
    return int(cursor)


@router.post(
    "/brands/{brand}/posts/{post}/mood",
    response=PostShape,
    operation_id="correct_mood",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="A person's reading replaces the machine's",
)
def put_mood(request: HttpRequest, brand: str, post: int, body: MoodIn) -> PostShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    found = one(caller.sight.posts().select_related("brand"), post, "post")
    if not correct_mood(found, body.mood, by=caller.seat.account, at=now()):
        raise Refused(409, "This post is still being read: correct it in a moment")
    return shape_of(posts_of(caller.brand.pk).get(pk=found.pk))


def shape_of(post: Post) -> PostShape:
    author = post.author
    reading = getattr(post, "reading", None)
    return PostShape(
        id=post.pk,
        place=post.place_id,
        thread=post.thread_id,
        parent=post.parent_id,
        author=AuthorShape(identity=author.pk, person=author.person_id, name=author.name, handle=author.handle)
        if author
        else None,
        kind=post.kind,
        direction=post.direction,
        echoed=post.echoed,
        standing=post.standing,
        title="" if post.deleted_at else post.title,
        text="" if post.deleted_at else post.text,
        url=post.url,
        at=post.at,
        deleted_at=post.deleted_at,
        language=reading.language if reading else post.language,
        sentiment=reading.sentiment if reading else "",
        confidence=reading.confidence if reading else None,
    )
