"""Members write to each other in private: nothing of it is read, matched, triaged or counted. Who takes part is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.community.actions import messages
from parvis.community.actions.topics import Written
from parvis.community.models import Community, Member
from parvis.core.jobs import enqueue
from parvis.flows.telling import tell


@transaction.atomic
def begin_conversation(
    community: Community, member: Member, to: Sequence[Member], *, title: str, body: str, key: str, at: datetime
) -> Written:
    """The caller asked `rules.messages.why_not_write`."""
    made = messages.begin(community, member, to, title=title, body=body, key=key, at=at)
    if made.new:
        enqueue(tell, key=f"tell:{made.post.pk}", post_id=made.post.pk)
    return made
