"""A member's private messages: who takes part, what is new, and to whom one may write."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from parvis.community.models import Member, MemberTie, Topic, TopicMember
from parvis.community.queries.topics import Before
from parvis.community.rules.messages import Addressee
from parvis.community.rules.naming import handle_key, name_key
from parvis.community.rules.ties import Tie
from parvis.core.models import Seat
from parvis.core.sql import as_moment, from_moment

ROWS, OFFERED = 30, 8
_HANDLE = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in its member's list. `people`: the others who take part still."""

    id: int
    slug: str
    title: str
    last_author: str
    bumped_at: datetime
    posts: int
    last_seq: int
    read_seq: int
    muted: bool
    people: tuple[str, ...] = field(default=())

    @property
    def unread(self) -> int:
        return max(0, self.last_seq - self.read_seq)


_MINE = """
SELECT t.thread_id, t.slug, t.title, l.name, t.bumped_at, t.post_count, t.last_seq, s.read_seq, s.level
FROM community_topicmember x
JOIN community_topic t ON t.thread_id = x.topic_id
JOIN community_member l ON l.id = t.last_author_id
LEFT JOIN community_topicstate s ON s.topic_id = t.thread_id AND s.member_id = x.member_id
WHERE x.member_id = %s AND x.left_at IS NULL AND t.hidden_at IS NULL {older}
ORDER BY t.bumped_at DESC, t.thread_id DESC LIMIT {limit}
"""


def talks_of(member: Member, *, before: Before | None = None) -> list[Talk]:
    """Those that moved last, ROWS + 1 at most. Two queries."""
    older, given = "", list[Any]()
    if before is not None:
        at = as_moment(before.at)
        older, given = "AND t.bumped_at <= %s AND (t.bumped_at < %s OR t.thread_id < %s)", [at, at, before.id]
    with connection.cursor() as cursor:
        cursor.execute(_MINE.format(older=older, limit=ROWS + 1), [member.pk, *given])
        rows = cursor.fetchall()
    people = _others([row[0] for row in rows], member.pk)
    return [
        Talk(
            row[0], row[1], row[2], row[3], from_moment(row[4]), row[5], row[6], row[7] or 0, row[8] == "muted",
            people.get(row[0], ()),
        )
        for row in rows
    ]  # fmt: skip


def _others(topics: Sequence[int], member_id: int) -> Mapping[int, tuple[str, ...]]:
    there = TopicMember.objects.filter(topic__in=topics, left_at=None).exclude(member=member_id)
    found: dict[int, list[str]] = {}
    for topic, name in there.order_by("pk").values_list("topic_id", "member__name"):
        found.setdefault(topic, []).append(name)
    return {topic: tuple(names) for topic, names in found.items()}


def people_in(topic: Topic) -> list[Member]:
    """Those who take part still, in the order in which they were written to."""
    there = TopicMember.objects.filter(topic=topic, left_at=None).select_related("member").order_by("pk")
    return [one.member for one in there]


def others_in(topic: Topic, member: Member) -> list[Addressee]:
    """Those who take part beside this member."""
    return addressed(member, [one for one in people_in(topic) if one.pk != member.pk])


def addressed(member: Member, to: Collection[Member]) -> list[Addressee]:
    """As rights ask of them. Two queries, however many."""
    ids = [one.pk for one in to]
    accounts = [one.account_id for one in to if one.account_id is not None]
    seats = Seat.objects.filter(brand_id=member.brand_id, account__in=accounts, ended_at=None)
    team = set(seats.values_list("account_id", flat=True))
    apart = apart_from(member, ids)
    return [Addressee(one.pk, one.account_id in team, one.pk in apart) for one in to]


def apart_from(member: Member, ids: Collection[int]) -> frozenset[int]:
    """Those of `ids` whom this member blocked, or who blocked it."""
    between = Q(member=member, other__in=ids) | Q(other=member, member__in=ids)
    ties = MemberTie.objects.filter(between, kind=Tie.BLOCK).values_list("member_id", "other_id")
    return frozenset(other if mine == member.pk else mine for mine, other in ties)


def named(brand_id: int, said: str) -> tuple[list[Member], list[str]]:
    """The members whose handles stand in `said`, in its order, and the words that are nobody's."""
    words = list(dict.fromkeys(word.lstrip("@") for word in _HANDLE.split(said[:2000]) if word.strip("@")))
    keys = {word: handle_key(word) for word in words}
    here = Member.objects.filter(brand_id=brand_id, left_at=None, handle_key__in=[key for key in keys.values() if key])
    by_key = {one.handle_key: one for one in here}
    found = {one.pk: one for word in words if (one := by_key.get(keys[word])) is not None}
    return list(found.values()), [word for word in words if keys[word] not in by_key]


def offered(member: Member, begun: str) -> list[tuple[str, str]]:
    """(handle, name) of listed members whose handle or a word of whose name begins so, and whom one may write to."""
    handle, name = handle_key(begun), name_key(begun)
    if not handle and not name:
        return []
    of = (Q(name_key__startswith=name) | Q(name_key__contains=f" {name}")) if name else Q()
    of = of | Q(handle_key__startswith=handle) if handle else of
    here = Member.objects.filter(of, brand_id=member.brand_id, left_at=None, listed=True).exclude(pk=member.pk)
    rows = list(here.order_by("-post_count", "pk").values_list("pk", "handle", "name")[:OFFERED])
    apart = apart_from(member, [row[0] for row in rows])
    return [(handle, name) for pk, handle, name in rows if pk not in apart]
