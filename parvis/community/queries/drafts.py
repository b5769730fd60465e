"""What a member has begun to write, brought back."""

from __future__ import annotations

from parvis.community.models import Draft, Member


def draft_for(member: Member, *, topic_id: int | None = None, space_id: int | None = None) -> Draft | None:
    return Draft.objects.filter(member=member, topic=topic_id, space=space_id).first()
