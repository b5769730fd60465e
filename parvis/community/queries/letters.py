"""Which mails to members are due, and what a digest holds."""

from __future__ import annotations

from datetime import datetime

from parvis.community.models import MailedAnswer, MemberLetter, MemberNotice, NoticeWish
from parvis.community.queries.house import House
from parvis.community.queries.topics import Line, lined
from parvis.community.rules.access import Who
from parvis.conversations.models import Place
from parvis.core.sql import as_moment

LOOKED_AT, TOLD = 300, 8


def members_due(at: datetime, *, limit: int = 500) -> list[int]:
    """Members with a notice whose hour has come."""
    due = MemberNotice.objects.filter(mail_at__lte=at, read_at=None).order_by("mail_at")
    return list(dict.fromkeys(due.values_list("member_id", flat=True)[: limit * 4]))[:limit]


def digests_due(at: datetime, *, limit: int = 500) -> list[int]:
    return list(
        NoticeWish.objects.filter(digest_at__lte=at).order_by("digest_at").values_list("member_id", flat=True)[:limit]
    )


def letters_due(at: datetime, *, limit: int = 500) -> list[int]:
    """Those that surely did not leave, and are tried again."""
    rows = MemberLetter.objects.filter(state="waiting", due_at__lte=at)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def answers_waiting(*, limit: int = 200) -> list[int]:
    return list(MailedAnswer.objects.order_by("pk").values_list("pk", flat=True)[:limit])


def mailbox_of(brand_id: int) -> str:
    """Where answers by mail are read: "" = the brand has no mailbox here."""
    boxes = Place.objects.filter(brand_id=brand_id, network="email", kind="mailbox", ended_at=None, paused_at=None)
    boxes = boxes.order_by("pk")
    address = boxes.values_list("address", flat=True).first() or ""
    return address if "@" in address and "://" not in address else ""


_UNREAD = """
AND t.bumped_at > %s AND t.last_seq > COALESCE(s.read_seq, 0) AND COALESCE(s.level, '') <> 'muted' AND NOT EXISTS (
  SELECT 1 FROM community_spacestate x WHERE x.member_id = %s AND x.space_id = t.space_id AND x.level = 'muted')
"""


def best_since(house: House, who: Who, since: datetime) -> list[Line]:
    """What was most answered and voted for, in the rooms that they may read, and they have not read: TOLD at most, of the
    LOOKED_AT that moved last."""
    moved = lined(
        house, who, house.readable(who), _UNREAD, [as_moment(since), who.member],
        "t.bumped_at DESC, t.thread_id DESC", LOOKED_AT,
    )  # fmt: skip
    return sorted(moved, key=lambda line: (-(line.answers + 3 * line.score), -line.id))[:TOLD]
