"""Posts that say the same, word for word or nearly: one group, all of its members, and a person's word on who is none."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Schema

from parvis.api.cursor import pack, page_size, unpack
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.api.shapes import PageOf, PostShape
from parvis.conversations.actions.echoes import put_back, take_out
from parvis.conversations.echo_queries import echo_of, members_of, numbered
from parvis.conversations.models import Echo
from parvis.conversations.queries import posts_of
from parvis.conversations.sight import Sight
from parvis.core.clock import now
from parvis.core.roles import Permission

SEE, WORK = Permission.POSTS_SEE, Permission.CASE_WORK
SIZE = 50


class EchoShape(Schema):
    """`similarity`: to the first post of the group, in hundredths; `out_at`: when somebody said that it is no copy."""

    post: PostShape
    similarity: int
    out_at: datetime | None


@router.get(
    "/brands/{brand}/posts/{post}/echoes",
    response=PageOf[EchoShape],
    operation_id="list_echoes",
    openapi_extra=asks(SEE),
    summary="All who say the same as a post, newest first, itself among them; none for a post that stands alone",
)
def list_echoes(request: HttpRequest, brand: str, post: int, cursor: str = "", limit: int = SIZE) -> PageOf[EchoShape]:
    caller = enter(request, brand, SEE)
    one(caller.sight.posts(posts_of(caller.brand.pk)), post, "post")
    size = page_size(limit)
    after = unpack(cursor) if cursor else None
    found = members_of(post, caller.sight, limit=size + 1, after=after)
    numbered([member for member, _echo in found], caller.sight)
    last = found[size - 1][1] if len(found) > size else None
    items = [EchoShape(post=shape_of(p), similarity=e.similarity, out_at=e.out_at) for p, e in found[:size]]
    return PageOf[EchoShape](items=items, next=pack(last.at, last.pk) if last else "")


@router.post(
    "/brands/{brand}/posts/{post}/apart",
    response=PostShape,
    operation_id="take_post_apart",
    openapi_extra=asks(WORK),
    summary="This post does not say the same as the others of its group",
)
def take_post_apart(request: HttpRequest, brand: str, post: int) -> PostShape:
    caller = enter(request, brand, WORK)
    take_out(_echo(caller.sight, post), by=caller.seat.account, at=now())
    return _told(caller, post)


@router.post(
    "/brands/{brand}/posts/{post}/together",
    response=PostShape,
    operation_id="put_post_together",
    openapi_extra=asks(WORK),
    summary="After all, this post does say the same",
)
def put_post_together(request: HttpRequest, brand: str, post: int) -> PostShape:
    caller = enter(request, brand, WORK)
    put_back(_echo(caller.sight, post), by=caller.seat.account, at=now())
    return _told(caller, post)


def _echo(sight: Sight, post: int) -> Echo:
    found = echo_of(post, sight)
    if found is None:
        raise Refused(404, "This post stands alone")
    return found


def _told(caller: Caller, post: int) -> PostShape:
    return shape_of(numbered(posts_of(caller.brand.pk).filter(pk=post), caller.sight)[0])
