"""What members have begun to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.community.models import Draft, Member
from parvis.community.rendering import LONGEST
from parvis.conversations.rendering import storable


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a draft belongs: an answer in `topic_id`, or a new topic in `space_id`."""

    topic_id: int | None = None
    space_id: int | None = None


def keep_draft(member: Member, where: Begun, *, title: str, body: str, at: datetime) -> None:
    """The last words stand; nothing written = no draft."""
    title, body = storable(title)[:200], storable(body)[:LONGEST]
    if not title.strip() and not body.strip():
        drop_draft(member, where)
        return
    of = ["member", "topic"] if where.topic_id else ["member", "space"]
    Draft.objects.bulk_create(
        [
            Draft(
                brand_id=member.brand_id, member=member, topic_id=where.topic_id,
                space_id=None if where.topic_id else where.space_id, title=title, body=body, at=at,
            )
        ],
        update_conflicts=True, unique_fields=of, update_fields=["title", "body", "at"],
    )  # fmt: skip


def drop_draft(member: Member, where: Begun) -> None:
    space = None if where.topic_id else where.space_id
    Draft.objects.filter(member=member, topic=where.topic_id, space=space).delete()
