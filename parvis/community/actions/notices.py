"""Members are told: one statement for everybody whom it concerns, whatever their number.

Whoever is told may read the topic now, follows it or is spoken to, has not turned away from who wrote, and wants to hear of
such things. What was told before and is not read yet takes what is new in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from parvis.community.models import Member, MemberNotice, PostTold, Topic
from parvis.community.rules.access import OPEN_TO_TEAM
from parvis.community.rules.notices import DEFAULTS, KEPT, KEPT_READ, Channel, Kind, What, delay_of, worded
from parvis.conversations.models import Post
from parvis.core import events
from parvis.core.models import Account
from parvis.core.sql import as_moment

_READERS = {
    "messages": "EXISTS (SELECT 1 FROM community_topicmember r WHERE r.topic_id = %(topic)s AND r.member_id = m.id AND r.left_at IS NULL)",
    "groups": """EXISTS (SELECT 1 FROM community_groupmember r JOIN community_spacegroup g ON g.group_id = r.group_id
      WHERE g.space_id = %(space)s AND r.member_id = m.id)""",
    "all": "1 = 1",
}  # fmt: skip
_FOLLOWING = """(
    m.id IN (SELECT f.member_id FROM community_topicstate f WHERE f.topic_id = %(topic)s AND f.level = 'watching')
    OR m.id IN (SELECT f.member_id FROM community_spacestate f WHERE f.space_id = %(space)s AND f.level = 'watching')
    OR m.id IN (SELECT f.member_id FROM community_membertie f WHERE f.other_id = %(by)s AND f.kind = 'follow')
)"""
_TELL = """
INSERT INTO community_membernotice
  (brand_id, member_id, kind, what, topic_id, post_id, by_id, first_seq, last_seq, times, words, at, read_at, shown, push, mail_at,
   letter_id)
SELECT m.brand_id, m.id, %(kind)s, %(what)s, %(topic)s, %(post)s, {by}, {seq}, {seq}, 1, %(words)s, {at}, {nothing},
  COALESCE(w.page, %(page)s) LIKE %(like)s, COALESCE(w.push, %(push)s) LIKE %(like)s,
  CASE WHEN COALESCE(w.mail, %(mail)s) LIKE %(like)s THEN {mail_at} END, {no_letter}
FROM community_member m
LEFT JOIN community_noticewish w ON w.member_id = m.id
WHERE m.brand_id = %(brand)s AND m.left_at IS NULL AND m.account_id IS NOT NULL AND {who} AND {readers} {heard}
  AND (COALESCE(w.page, %(page)s) LIKE %(like)s OR COALESCE(w.mail, %(mail)s) LIKE %(like)s OR COALESCE(w.push, %(push)s) LIKE %(like)s)
ORDER BY m.id
ON CONFLICT (member_id, topic_id, kind) WHERE read_at IS NULL DO UPDATE SET
  what = excluded.what, post_id = excluded.post_id, by_id = excluded.by_id, last_seq = excluded.last_seq, words = excluded.words,
  times = community_membernotice.times + 1, at = excluded.at, shown = excluded.shown, push = excluded.push,
  mail_at = COALESCE(community_membernotice.mail_at, excluded.mail_at)
"""
_HEARD = """
  AND m.id <> %(by)s
  AND NOT EXISTS (SELECT 1 FROM community_topicstate s WHERE s.topic_id = %(topic)s AND s.member_id = m.id
    AND (s.level = 'muted' OR s.read_seq >= %(unread)s))
  AND NOT EXISTS (SELECT 1 FROM community_membertie t
    WHERE t.member_id = m.id AND t.other_id = %(by)s AND t.kind IN ('mute', 'block'))
  AND NOT EXISTS (SELECT 1 FROM community_membertie t WHERE t.member_id = %(by)s AND t.other_id = m.id AND t.kind = 'block')
"""
_SPACE_HEARD = """
  AND (NOT EXISTS (SELECT 1 FROM community_spacestate s WHERE s.space_id = %(space)s AND s.member_id = m.id AND s.level = 'muted')
    OR EXISTS (SELECT 1 FROM community_topicstate s WHERE s.topic_id = %(topic)s AND s.member_id = m.id AND s.level = 'watching'))
"""
TOLD = "told"
"""The topic of live events that say so."""
UNREAD_BY_NOBODY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class About:
    """What is told. `by` None = the house itself: nobody turns away from it. `seq`: of the post."""

    topic: Topic
    post: Post | None
    by: Member | None
    kind: Kind
    what: str = ""
    words: str = ""
    even_read: bool = False

    @property
    def seq(self) -> int:
        return self.post.seq if self.post is not None else 0


def tell(about: About, members: Collection[int], *, at: datetime) -> int:
    """These members, of whom it concerns those who may read the topic. How many were told."""
    ids = sorted(set(members))
    return _tell(about, f"m.id IN ({', '.join(str(int(pk)) for pk in ids)})", at=at) if ids else 0


def tell_taking_part(about: About, *, without: Collection[int], at: datetime) -> int:
    """Everybody who takes part in private messages."""
    return _tell(about, _besides(without), at=at)


def tell_following(about: About, *, without: Collection[int], at: datetime) -> int:
    """Everybody who follows the topic, its space, or who wrote. `without`: those who were told in another way."""
    return _tell(about, f"{_FOLLOWING} AND {_besides(without)}", at=at)


def _besides(members: Collection[int]) -> str:
    return f"m.id NOT IN ({', '.join(str(int(pk)) for pk in sorted(members))})" if members else "1 = 1"


def _tell(about: About, who: str, *, at: datetime) -> int:
    topic, kind, sql = about.topic, about.kind, connection.vendor == "postgresql"
    given: dict[str, Any] = {
        "brand": topic.brand_id, "topic": topic.pk, "space": topic.space_id or 0, "kind": kind.value, "what": about.what,
        "post": about.post.pk if about.post else None, "by": about.by.pk if about.by else 0, "words": about.words[:300],
        "like": f"% {kind.value} %", "unread": UNREAD_BY_NOBODY if about.even_read else max(about.seq, 1),
        **{channel.value: worded(DEFAULTS[channel]) for channel in Channel},
    }  # fmt: skip
    given |= {"at": as_moment(at), "mail_at": as_moment(at + delay_of(kind))}
    statement = _TELL.format(
        who=who, readers=_readers(topic), heard=_heard(about), by="%(by)s" if about.by else "NULL", seq=about.seq,
        at="%(at)s::timestamptz" if sql else "%(at)s", mail_at="%(mail_at)s::timestamptz" if sql else "%(mail_at)s",
        nothing="NULL::timestamptz" if sql else "NULL", no_letter="NULL::bigint" if sql else "NULL",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return int(cursor.rowcount)


def _readers(topic: Topic) -> str:
    if topic.space_id is None:
        return _READERS["messages"]
    assert topic.space is not None
    return _READERS["all" if topic.space.access in OPEN_TO_TEAM else "groups"]


def _heard(about: About) -> str:
    """Of what the house says, nobody is spared: it is about what they wrote."""
    if about.by is None:
        return ""
    return _HEARD + (_SPACE_HEARD if about.topic.space_id is not None else "")


def begin_telling(post: Post, author: Member, *, named: int, at: datetime) -> bool:
    """Whether this post is told for the first time; in the caller's transaction, which tells everybody or nobody."""
    try:
        with transaction.atomic():
            PostTold.objects.create(post=post, brand_id=post.brand_id, author=author, named=named, at=at)
    except IntegrityError:
        return False
    return True


def said_live(post: Post, at: datetime) -> None:
    """Open pages of members ask whether it concerns them."""
    events.publish(post.brand_id, TOLD, f"post:{post.pk}", at)


@transaction.atomic
def tell_author(topic: Topic, post: Post, what: What, *, by: Account | None, because: str = "", at: datetime) -> None:
    """What became of somebody's post, unless they did it themselves. `because`: a reason that its author may read."""
    author = Member.objects.filter(identity=post.author_id, left_at=None).first() if post.author_id else None
    if author is not None and (by is None or author.account_id != by.pk):
        about = About(topic, post, None, Kind.MODERATION, what=what, words=because)
        if tell(about, [author.pk], at=at):
            said_live(post, at)


@transaction.atomic
def tell_of_sign(topic: Topic, post: Post, by: Member, *, at: datetime) -> None:
    """Its author hears that somebody put a sign at a post."""
    if post.author_id is None or post.author_id == by.identity_id:
        return
    author = Member.objects.filter(identity=post.author_id).values_list("pk", flat=True)
    if tell(About(topic, post, by, Kind.REACTION, even_read=True), author, at=at):
        said_live(post, at)


@transaction.atomic
def tell_solved(topic: Topic, post: Post, by: Member, *, at: datetime) -> None:
    """Who gave the answer that solved a question, and who asked it."""
    author = Member.objects.filter(identity=post.author_id).values_list("pk", flat=True)
    if tell(About(topic, post, by, Kind.SOLVED, even_read=True), {*author, topic.author_id}, at=at):
        said_live(post, at)


@transaction.atomic
def tell_of_charter(brand_id: int, *, at: datetime) -> int:
    """Everybody hears, in the page, that the charter asks to be agreed to anew."""
    told = MemberNotice.objects.filter(brand_id=brand_id, kind=Kind.MODERATION, topic=None, read_at=None)
    told.filter(what=What.CHARTER).delete()
    statement = """
    INSERT INTO community_membernotice (brand_id, member_id, kind, what, first_seq, last_seq, times, words, at, shown, push)
    SELECT m.brand_id, m.id, 'moderation', 'charter', 0, 0, 1, '', %s, %s, %s
    FROM community_member m WHERE m.brand_id = %s AND m.left_at IS NULL AND m.account_id IS NOT NULL
    """
    if connection.vendor == "postgresql":
        statement = statement.replace("%s, %s, %s\n", "%s::timestamptz, %s, %s\n")
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_moment(at), True, False, brand_id])
        return int(cursor.rowcount)


def read_in(topic_id: int, member_id: int, seq: int, *, at: datetime) -> int:
    """Whoever has read a topic to `seq` has read what was told of it."""
    mine = MemberNotice.objects.filter(member_id=member_id, topic_id=topic_id, read_at=None, last_seq__lte=seq)
    return mine.update(read_at=at, mail_at=None, push=False)


def read_charter(member: Member, *, at: datetime) -> None:
    """They have agreed to it."""
    mine = MemberNotice.objects.filter(member=member, kind=Kind.MODERATION, topic=None, read_at=None)
    mine.update(read_at=at, mail_at=None)


def read_all(member: Member, upto: datetime, *, at: datetime) -> int:
    """What stood on the page when it was drawn: what came since stays unread."""
    mine = MemberNotice.objects.filter(member=member, read_at=None, at__lte=upto)
    return mine.update(read_at=at, mail_at=None, push=False)


def take_pushes(post_id: int) -> Sequence[MemberNotice]:
    """Notices of a post that are to be pushed, each to one caller only: before they are pushed, so never twice."""
    with transaction.atomic():
        rows = MemberNotice.objects.select_for_update(of=("self",)).filter(post_id=post_id, push=True, read_at=None)
        found = list(rows.select_related("member__account", "topic", "by").order_by("pk"))
        MemberNotice.objects.filter(pk__in=[row.pk for row in found]).update(push=False)
    return found


def forget_notices(*, at: datetime, batch: int = 5_000) -> int:
    """What was read a while ago, and what nobody read for long."""
    old = MemberNotice.objects.filter(at__lt=at - KEPT)
    read = MemberNotice.objects.filter(at__lt=at - KEPT_READ, read_at__lt=at - KEPT_READ)
    gone = 0
    for rows in (old, read):
        ids = list(rows.order_by("at").values_list("pk", flat=True)[:batch])
        gone += MemberNotice.objects.filter(pk__in=ids).delete()[0]
    PostTold.objects.filter(at__lt=at - timedelta(days=400)).delete()
    return gone
