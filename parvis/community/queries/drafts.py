"""What a member has begun to write, brought back."""

from __future__ import annotations

from parvis.community.models import Draft, Member


def draft_for(member: Member, *, topic_id: int | None = None, space_id: int | None = None) -> Draft | None:
    mine = Draft.objects.filter(member=member)
    return (mine.filter(topic_id=topic_id) if topic_id else mine.filter(space_id=space_id)).first()
