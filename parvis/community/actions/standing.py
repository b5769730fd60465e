"""Whether a post stands before its public, and what its topic counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import Topic
from parvis.conversations.actions.hosted import stand
from parvis.conversations.models import Post
from parvis.core import events

COUNTED = ("", "held")
"""What waits for a moderator keeps its place among the answers."""


@transaction.atomic
def put(topic: Topic, post: Post, standing: str, *, at: datetime) -> str | None:
    """How it stood before; None = it stood so already."""
    held = Post.sealed_too.select_for_update().get(pk=post.pk)
    before = held.standing
    if before == standing:
        return None
    stand(held, standing)
    step = (standing in COUNTED) - (before in COUNTED)
    Topic.objects.filter(pk=topic.pk).update(post_count=F("post_count") + step, version=F("version") + 1)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
    return before
