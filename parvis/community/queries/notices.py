"""What a member was told and may still see: asked anew each time of the rooms, the topics and the posts as they stand now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from parvis.community.models import Member, MemberNotice, NoticeWish, PostReaction, PostTold, Topic
from parvis.community.queries.house import House
from parvis.community.rules.access import Room, Who
from parvis.community.rules.notices import DEFAULTS, Channel, Kind, Rhythm, Wishes, kinds_in
from parvis.conversations.models import Post
from parvis.core.sql import as_moment, from_moment

ROWS, MOST, EXCERPT = 30, 100, 240
"""`MOST`: a bell says "99+" beyond."""
AROUND = 100
"""Posts at the end of a stretch among which those who wrote are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader may see it. `name` "" = nobody to be named any more; `others`: who did likewise; `room` None =
    messages, or the house; `seq`: the first that is new; `sealed`: of a closed room."""

    id: int
    kind: Kind
    what: str
    at: datetime
    read: bool
    topic: int | None
    slug: str
    title: str
    room: Room | None
    seq: int
    name: str
    others: int
    times: int
    text: str
    words: str
    post: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class Before:
    """Where an older page begins."""

    at: datetime
    id: int


_SEEN = """
FROM community_membernotice n
LEFT JOIN community_topic t ON t.thread_id = n.topic_id
LEFT JOIN conversations_post p ON p.id = n.post_id
LEFT JOIN community_member b ON b.id = n.by_id
WHERE n.member_id = %s AND n.brand_id = %s {more}
  AND (n.topic_id IS NULL OR (t.hidden_at IS NULL AND (t.space_id IN ({spaces}) OR (t.space_id IS NULL AND EXISTS (
    SELECT 1 FROM community_topicmember r WHERE r.topic_id = t.thread_id AND r.member_id = n.member_id AND r.left_at IS NULL)))))
  AND (n.kind = 'moderation' OR (p.deleted_at IS NULL AND p.standing = '' AND p.thread_id = n.topic_id) OR n.times > 1)
  AND (n.kind <> 'reaction' OR EXISTS (SELECT 1 FROM community_postreaction s WHERE s.post_id = n.post_id
    AND s.member_id <> n.member_id))
  AND (n.by_id IS NULL OR NOT EXISTS (SELECT 1 FROM community_membertie x
    WHERE x.member_id = n.member_id AND x.other_id = n.by_id AND x.kind IN ('mute', 'block')))
"""
_COLUMNS = """
SELECT n.id, n.kind, n.what, n.at, n.read_at, t.thread_id, t.slug, t.title, t.space_id, n.first_seq, n.last_seq, n.times, n.words,
  n.post_id, CASE WHEN p.deleted_at IS NULL AND p.standing = '' AND p.thread_id = n.topic_id THEN p.text END, b.name, p.sealed, p.seq
"""


def told_to(
    house: House, who: Who, *, before: Before | None = None, limit: int = ROWS + 1, unread: bool = False,
    only: Collection[int] | None = None, shown: bool = True,
) -> list[Told]:  # fmt: skip
    """The latest first, `limit` at most. Four queries at most, whatever their number. `only`: of these notices; `shown`: those of the page."""
    if who.member is None:
        return []
    more, given = ["AND n.shown"] if shown else [], list[Any]()
    if unread:
        more.append("AND n.read_at IS NULL")
    if only is not None:
        more.append(f"AND n.id IN ({', '.join(['%s'] * len(only)) or 'NULL'})")
        given += only
    if before is not None:
        more.append("AND n.at <= %s AND (n.at < %s OR n.id < %s)")
        given += [as_moment(before.at), as_moment(before.at), before.id]
    spaces = sorted(house.readable(who))
    seen = _SEEN.format(more=" ".join(more), spaces=", ".join(["%s"] * len(spaces)) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_COLUMNS}{seen} ORDER BY n.at DESC, n.id DESC LIMIT {int(limit)}",
            [who.member, house.brand_id, *given, *spaces],
        )
        rows = cursor.fetchall()
    around = _writers(rows, who.member)
    signs = _signs([row[13] for row in rows if row[1] == Kind.REACTION], who.member)
    return [_told(row, house, around, signs) for row in rows]


def unread_of(house: House, who: Who) -> int:
    """For the bell; MOST at most. One query."""
    if who.member is None:
        return 0
    spaces = sorted(house.readable(who))
    seen = _SEEN.format(more="AND n.shown AND n.read_at IS NULL", spaces=", ".join(["%s"] * len(spaces)) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT 1 {seen} LIMIT {MOST}) found",  # noqa: S608  words of ours
            [who.member, house.brand_id, *spaces],
        )
        return int(cursor.fetchone()[0])


_WRITERS = """
SELECT {number}, COUNT(DISTINCT p.author_id) FROM conversations_post p
WHERE p.thread_id = {topic} AND p.seq BETWEEN {first} AND {last} AND p.deleted_at IS NULL AND p.standing = ''
  AND p.author_id <> (SELECT identity_id FROM community_member WHERE id = {member})
"""


def _writers(rows: Sequence[tuple[Any, ...]], member: int) -> Mapping[int, int]:
    """By notice: how many wrote in its stretch, where several posts are told of at once. One query."""
    stretches = [
        _WRITERS.format(number=int(r[0]), topic=int(r[5]), first=max(int(r[9]), int(r[10]) - AROUND), last=int(r[10]), member=int(member))
        for r in rows
        if r[11] > 1 and r[5] is not None and r[1] in (Kind.WATCHED, Kind.REPLY, Kind.MESSAGE)
    ]  # fmt: skip
    if not stretches:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(stretches))
        return dict(cursor.fetchall())


def _signs(posts: Collection[int], reader: int) -> Mapping[int, tuple[int, str]]:
    """By post: how many others put a sign at it, and the name of the last. Two queries at most."""
    if not posts:
        return {}
    others = PostReaction.objects.filter(post__in=posts).exclude(member=reader)
    rows = others.order_by("post_id").values_list("post_id")
    counted = list(rows.annotate(n=Count("member", distinct=True), last=Max("pk")))
    last = PostReaction.objects.filter(pk__in=[pk for *_post, pk in counted])
    names = dict(last.values_list("post_id", "member__name"))
    return {post: (n, names.get(post, "")) for post, n, _last in counted}


def _told(row: tuple[Any, ...], house: House, around: Mapping[int, int], signs: Mapping[int, tuple[int, str]]) -> Told:
    kind, stands = Kind(row[1]), row[14] is not None
    people, name = around.get(row[0], 1), row[15] or ""
    if kind is Kind.REACTION:
        people, name = signs.get(row[13], (1, ""))
    return Told(
        id=row[0], kind=kind, what=row[2], at=from_moment(row[3]), read=row[4] is not None, topic=row[5], slug=row[6] or "",
        title=row[7] or "", room=house.rooms.get(row[8]) if row[8] else None,
        seq=(row[9] if kind in (Kind.WATCHED, Kind.REPLY, Kind.MESSAGE) else row[17] or row[10]) or 1,
        name=name if stands else "", others=max(0, people - 1), times=row[11],
        text=" ".join((row[14] or "").split())[:EXCERPT], words=row[12], post=row[13], sealed=bool(row[16]),
    )  # fmt: skip


def live_for(post_id: int, members: Collection[int]) -> set[int]:
    """Of these members, those whom a post concerns: whose bell changes."""
    told = MemberNotice.objects.filter(post_id=post_id, read_at=None, shown=True)
    return set(told.values_list("member_id", flat=True)) & set(members)


def named_since(author: Member, since: datetime) -> int:
    """How many members somebody has called by their names since then."""
    return sum(PostTold.objects.filter(author=author, at__gte=since, named__gt=0).values_list("named", flat=True))


def wishes_of(member: Member, zone: str) -> Wishes:
    """`zone`: the house's clock, for who chose none."""
    row = NoticeWish.objects.filter(member=member).first()
    return wishes_in(row, zone)


def wishes_in(row: NoticeWish | None, zone: str) -> Wishes:
    if row is None:
        return Wishes(zone, kinds=dict(DEFAULTS))
    quiet = (row.quiet_from, row.quiet_to) if row.quiet_from is not None and row.quiet_to is not None else None
    kinds = {Channel.PAGE: kinds_in(row.page), Channel.MAIL: kinds_in(row.mail), Channel.PUSH: kinds_in(row.push)}
    return Wishes(row.timezone, quiet, kinds, Rhythm(row.rhythm))


def author_in(topic: Topic, seq: int) -> int | None:
    """The member who wrote post number `seq`."""
    identity = Post.sealed_too.filter(thread_id=topic.pk, seq=seq).values_list("author_id", flat=True).first()
    return Member.objects.filter(identity=identity).values_list("pk", flat=True).first() if identity else None
