"""Members as others see them: one by one, and all of them page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from parvis.community.models import Member, Topic
from parvis.community.queries.house import House
from parvis.community.queries.topics import Before
from parvis.community.rules.access import Room, Who
from parvis.community.rules.naming import handle_key, name_key
from parvis.conversations.models import Post

ROWS = 20
WINDOW = 200
"""Posts of somebody that are looked at for one page, whoever may read them: a page costs no more for who writes elsewhere."""
PEOPLE = 30
EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Said:
    """A post on its author's page."""

    topic_id: int
    slug: str
    title: str
    room: Room
    seq: int
    at: datetime
    text: str


def member_called(brand_id: int, handle: str) -> Member | None:
    """Also one who left: its posts lead here. None for somebody who was forgotten."""
    key = handle_key(handle)
    return Member.objects.filter(brand_id=brand_id, handle_key=key).exclude(handle="").first() if key else None


def posts_by(house: House, who: Who, member: Member, before: Before | None) -> tuple[list[Said], Before | None]:
    """What `who` may read of a member's posts, newest first, and where older ones begin (a page may be short, even empty,
    where much was said in rooms that `who` does not enter). Two queries."""
    readable = house.readable(who)
    rooms = {room.place_id: room for room in house.rooms.values() if room.id in readable}
    posts = Post.sealed_too.filter(author_id=member.identity_id, deleted_at=None, standing="")
    if before is not None:
        posts = posts.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.id))
    columns = ("pk", "at", "place_id", "thread_id", "seq", "text")
    rows = list(posts.order_by("-at", "-pk").values_list(*columns)[:WINDOW])
    seen = [row for row in rows if row[2] in rooms]
    shown = seen[:ROWS]
    last = shown[-1] if len(seen) > ROWS else rows[-1] if len(rows) == WINDOW else None
    return _with_topics(shown, rooms), Before(last[1], last[0]) if last else None


def _with_topics(rows: Sequence[tuple[Any, ...]], rooms: dict[int, Room]) -> list[Said]:
    standing = Topic.objects.filter(pk__in=[row[3] for row in rows], hidden_at=None)
    topics = {pk: (slug, title) for pk, slug, title in standing.values_list("pk", "slug", "title")}
    return [
        Said(thread, *topics[thread], rooms[place], seq, at, text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""))
        for _pk, at, place, thread, seq, text in rows
        if thread in topics
    ]


def directory(brand_id: int, sought: str, before: Before | None) -> list[Member]:
    """Members who are listed, newest first, PEOPLE + 1 at most. `sought`: how a name, a word of it or a handle begins."""
    members = Member.objects.filter(brand_id=brand_id, left_at=None, listed=True)
    if key := name_key(sought):
        of = Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")
        handle = handle_key(sought.strip().lstrip("@"))
        members = members.filter(of | Q(handle_key__startswith=handle) if handle else of)
    if before is not None:
        members = members.filter(Q(joined_at__lt=before.at) | Q(joined_at=before.at, pk__lt=before.id))
    return list(members.order_by("-joined_at", "-pk")[: PEOPLE + 1])
