"""Lists of topics and pages of one, as plain rows: hot pages make no objects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from parvis.community.models import Member, Topic, TopicMember
from parvis.community.queries.house import House
from parvis.community.rules.access import Room, Who
from parvis.community.rules.paging import span
from parvis.conversations.models import Post
from parvis.core.sql import as_moment, columns_of, from_moment, from_row

ROWS, PINNED = 30, 10


@dataclass(frozen=True, slots=True)
class Line:
    """A topic in a list. `unread`: posts that this reader has not seen; 0 for who never opened it and for passers-by."""

    id: int
    slug: str
    title: str
    room: Room
    kind: str
    answers: int
    begun_at: datetime
    bumped_at: datetime
    author: str
    last_author: str
    last_seq: int
    read_seq: int | None
    pinned: bool
    closed: bool
    state: str = ""
    score: int = 0
    picture: str = ""

    @property
    def unread(self) -> int:
        return max(0, self.last_seq - self.read_seq) if self.read_seq is not None else 0


@dataclass(frozen=True, slots=True)
class Before:
    """Where an older page begins: after the last line of the one before."""

    at: datetime
    id: int


_LINES = """
SELECT t.thread_id, t.slug, t.title, t.space_id, t.kind, t.post_count, t.begun_at, t.bumped_at, a.name, l.name, t.last_seq,
       s.read_seq, t.pinned_at, t.closed_at, t.state, t.score, a.picture
FROM community_topic t
JOIN community_member a ON a.id = t.author_id
JOIN community_member l ON l.id = t.last_author_id
LEFT JOIN community_topicstate s ON s.topic_id = t.thread_id AND s.member_id = %s
WHERE t.brand_id = %s AND t.hidden_at IS NULL AND t.space_id IN ({spaces}) {more}
ORDER BY {order} LIMIT {limit}
"""


def lines(house: House, who: Who, spaces: Collection[int], *, before: Before | None = None) -> list[Line]:
    """The topics of `spaces` (ids that `who` may read) that moved last, ROWS + 1 at most. One query."""
    more, given = _older(before)
    return lined(house, who, spaces, more, given, "t.bumped_at DESC, t.thread_id DESC", ROWS + 1)


_HEARD = """
AND (s.level IS NULL OR s.level <> 'muted') AND NOT EXISTS (
  SELECT 1 FROM community_spacestate x WHERE x.member_id = %s AND x.space_id = t.space_id AND x.level = 'muted')
"""


def lines_heard(house: House, who: Who, spaces: Collection[int], *, before: Before | None = None) -> list[Line]:
    """As `lines`, without topics and spaces that this member has muted."""
    if who.member is None:
        return lines(house, who, spaces, before=before)
    more, given = _older(before)
    return lined(
        house, who, spaces, more + _HEARD, [*given, who.member], "t.bumped_at DESC, t.thread_id DESC", ROWS + 1
    )  # fmt: skip


def _older(before: Before | None) -> tuple[str, list[Any]]:
    if before is None:
        return "", []
    at = as_moment(before.at)
    return "AND t.bumped_at <= %s AND (t.bumped_at < %s OR t.thread_id < %s)", [at, at, before.id]


def pinned(house: House, who: Who, spaces: Collection[int]) -> list[Line]:
    """What the team put on top, newest first; at most ten."""
    return lined(house, who, spaces, "AND t.pinned_at IS NOT NULL", [], "t.pinned_at DESC", PINNED)


def lined(
    house: House, who: Who, spaces: Collection[int], more: str, given: Sequence[Any], order: str, limit: int
) -> list[Line]:
    """`more`, `order`: words of ours. One space is asked for alone: its own index is in the order wanted."""
    if not spaces:
        return []
    ids = sorted(spaces)
    statement = _LINES.format(spaces=", ".join(["%s"] * len(ids)), more=more, order=order, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(statement, [who.member, house.brand_id, *ids, *given])
        return [_line(house, row) for row in cursor.fetchall()]


def _line(house: House, row: tuple[Any, ...]) -> Line:
    return Line(
        id=row[0], slug=row[1], title=row[2], room=house.rooms[row[3]], kind=row[4], answers=row[5] - 1,
        begun_at=from_moment(row[6]), bumped_at=from_moment(row[7]), author=row[8], last_author=row[9],
        last_seq=row[10], read_seq=row[11], pinned=row[12] is not None, closed=row[13] is not None,
        state=row[14], score=row[15], picture=row[16],
    )  # fmt: skip


def topic_for(house: House, who: Who, pk: int) -> Topic | None:
    """One topic that `who` may read; None also where it exists and may not be known of."""
    found = opened(house, who, pk)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class State:
    """Where a member stands in a topic. `read`: None = it never opened it; `draft`: an answer that it has begun."""

    read: int | None = None
    marks: int = 0
    draft: str = ""


_OPENED = """
SELECT st.read_seq, st.marks, d.body, {topic}
FROM community_topic t
LEFT JOIN community_topicstate st ON st.topic_id = t.thread_id AND st.member_id = %s
LEFT JOIN community_draft d ON d.topic_id = t.thread_id AND d.member_id = %s
WHERE t.thread_id = %s AND t.brand_id = %s
"""


def opened(house: House, who: Who, pk: int) -> tuple[Topic, State] | None:
    """As `topic_for`, with where this member stands in it."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENED.format(topic=columns_of(Topic, "t")), [who.member, who.member, pk, house.brand_id])
        row = cursor.fetchone()
    if row is None:
        return None
    read, marks, draft, *columns = row
    topic = from_row(Topic, columns)
    if topic.hidden_at is not None and not who.moderates and not withheld_from_others(topic, who):
        return None
    return (topic, State(read, marks or 0, draft or "")) if may_read_topic(house, who, topic) else None


def withheld_from_others(topic: Topic, who: Who) -> bool:
    """Of a hidden topic: its first post waits or was refused, and this is its author."""
    return topic.hidden_by_id is None and who.member is not None and topic.author_id == who.member


def may_read_topic(house: House, who: Who, topic: Topic) -> bool:
    if topic.space_id is None:
        if who.member is None:
            return False
        return TopicMember.objects.filter(topic=topic, member_id=who.member, left_at=None).exists()
    return topic.space_id in house.readable(who)


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as a page shows it. `html` "" = it was taken away: its number stays. `handle` "" = its author is no member.

    `quality`: team | expert where the brand speaks, for `department`; its `name` is then the persona's, if it has one,
    and no face is shown with it. `picture`: hash of the author's face, "" = none.
    """

    id: int
    seq: int
    html: str
    at: datetime
    edited_at: datetime | None
    parent: int | None
    held: bool
    hidden: bool
    member: int | None
    handle: str
    name: str
    title: str
    trust: int
    quality: str = ""
    department: str = ""
    picture: str = ""


_POSTS = """
SELECT p.id, p.seq, p.html, p.at, p.edited_at, p.deleted_at, p.standing, q.seq, m.id, m.handle, m.name, m.title, m.trust, i.name,
  g.role, g.name, g.department, m.picture
FROM conversations_post p
LEFT JOIN people_identity i ON i.id = p.author_id
LEFT JOIN community_member m ON m.identity_id = p.author_id
LEFT JOIN conversations_post q ON q.id = p.parent_id AND q.thread_id = p.thread_id
LEFT JOIN community_signature g ON g.post_id = p.id
WHERE p.thread_id = %s AND p.seq BETWEEN %s AND %s
ORDER BY p.seq
"""


def posts_on(topic_id: int, page: int, *, held_too: bool = False) -> list[Shown]:
    """The posts of a page, in one query, found by their numbers: page 50 costs what the first does.

    `held_too`: with the words of posts that wait for a moderator.
    """
    first, last = span(page)
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, [topic_id, first, last])
        rows = cursor.fetchall()
    return [_shown(row, held_too) for row in rows]


def _shown(row: tuple[Any, ...], held_too: bool) -> Shown:
    held = row[6] == "held"
    visible = row[5] is None and (row[6] == "" or (held and held_too))
    return Shown(
        id=row[0], seq=row[1], html=row[2] if visible else "", at=from_moment(row[3]),
        edited_at=from_moment(row[4]) if row[4] else None, parent=row[7], held=held, hidden=row[6] == "trash",
        member=row[8], handle=row[9] or "", name=row[15] or row[10] or row[13] or "", title=row[11] or "", trust=row[12] or 0,
        quality=row[14] or "", department=row[16] or "", picture="" if row[15] else row[17] or "",
    )  # fmt: skip


def last_of(member: Member, topic: Topic) -> datetime | None:
    """When this member last wrote in a topic."""
    mine = Post.sealed_too.filter(thread_id=topic.pk, author_id=member.identity_id)
    return mine.order_by("-seq").values_list("at", flat=True).first()


def post_in(topic: Topic | None, pk: int, *, brand_id: int = 0) -> Post | None:
    """A post of a topic; of any topic of the brand where `topic` is None (the caller asks for the right to it)."""
    posts = Post.sealed_too.filter(pk=pk)
    return (posts.filter(thread_id=topic.pk) if topic is not None else posts.filter(brand_id=brand_id)).first()


def post_numbered(topic: Topic, seq: int) -> Post | None:
    """A post that stands, by its number."""
    return Post.sealed_too.filter(thread_id=topic.pk, seq=seq, deleted_at=None, standing="").first()
