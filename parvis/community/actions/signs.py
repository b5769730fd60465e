"""Signs that members leave at posts: reactions for all to see, marks for themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from parvis.community.actions.notices import tell_of_sign
from parvis.community.models import Bookmark, Member, PostReaction, Topic, TopicState
from parvis.community.rules.reactions import Reaction
from parvis.conversations.models import Post
from parvis.core import events


@transaction.atomic
def react(topic: Topic, post: Post, member: Member, kind: Reaction, *, at: datetime) -> bool:
    """Put, or taken back where it stood already. Whether it stands now."""
    gone, _rows = PostReaction.objects.filter(post=post, member=member, kind=kind.value).delete()
    if not gone and not _put(topic, post, member, kind, at):
        return True
    step = -1 if gone else 1
    Topic.objects.filter(pk=topic.pk).update(reaction_count=F("reaction_count") + step, version=F("version") + 1)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
    if not gone:
        tell_of_sign(topic, post, member, at=at)
    return not gone


def _put(topic: Topic, post: Post, member: Member, kind: Reaction, at: datetime) -> bool:
    """False when a second click was faster."""
    try:
        with transaction.atomic():
            PostReaction.objects.create(
                brand_id=topic.brand_id, post=post, topic=topic, member=member, kind=kind.value, at=at
            )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def mark(topic: Topic, post: Post, member: Member, *, at: datetime) -> bool:
    """Kept in the member's marks, or taken out of them. Whether it is kept now."""
    gone, _rows = Bookmark.objects.filter(member=member, post=post).delete()
    if not gone:
        Bookmark.objects.bulk_create(
            [Bookmark(brand_id=topic.brand_id, member=member, post=post, topic=topic, at=at)], ignore_conflicts=True
        )
    count = Bookmark.objects.filter(member=member, topic=topic).count()
    TopicState.objects.update_or_create(
        member=member,
        topic=topic,
        defaults={"marks": count},
        create_defaults={"brand_id": topic.brand_id, "marks": count},
    )
    return not gone
