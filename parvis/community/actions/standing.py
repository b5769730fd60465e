"""Whether a post stands before its public, and what its topic counts.

A topic of which nothing stands but its title is in no list: held titles advertise as well as held words. Its author and moderators
still open it; nobody in particular hid it (`hidden_by` None), so it comes back with its first post.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import Space, Topic
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
    if held.seq == 1:
        _list(topic.pk, stands=standing == "", at=at)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
    return before


def _list(topic_id: int, *, stands: bool, at: datetime) -> None:
    topic = Topic.objects.filter(pk=topic_id)
    answered = Post.sealed_too.filter(thread_id=topic_id, seq__gt=1, standing="", deleted_at=None).exists()
    if stands:
        changed = topic.filter(hidden_at__isnull=False, hidden_by=None).update(hidden_at=None)
    else:
        changed = 0 if answered else topic.filter(hidden_at=None).update(hidden_at=at)
    if changed:
        step = 1 if stands else -1
        Space.objects.filter(pk__in=topic.values("space")).update(topic_count=F("topic_count") + step)
