"""Members write to each other in private: nothing of it is read, matched, triaged or counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.community.actions import messages
from parvis.community.actions.topics import Written
from parvis.community.models import Community, Member


@transaction.atomic
def begin_conversation(
    community: Community, member: Member, to: Sequence[Member], *, title: str, body: str, key: str, at: datetime
) -> Written:
    """The caller asked `rules.messages.why_not_write`."""
    return messages.begin(community, member, to, title=title, body=body, key=key, at=at)
