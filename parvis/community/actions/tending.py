"""Moderators tend topics and posts: each verb is a line of the journal, and each has its way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.community.actions.standing import put
from parvis.community.models import Member, Space, Topic
from parvis.connectors.contract import Act
from parvis.conversations.actions.moderate import note_taken
from parvis.conversations.models import Post
from parvis.core import events, journal
from parvis.core.models import Account

HIDDEN = "trash"
"""The standing of a post that was hidden: as of one that its place put in the trash."""


@transaction.atomic
def close(topic: Topic, *, because: str, by: Account, at: datetime) -> bool:
    """It takes no more answers. False = it was closed already."""
    open_still = Topic.objects.filter(pk=topic.pk, closed_at=None)
    if not open_still.update(closed_at=at, closed_by=by, closed_because=because.strip()[:300]):
        return False
    _told(topic, "topic.closed", by, at, because=because.strip()[:300])
    return True


@transaction.atomic
def reopen(topic: Topic, *, by: Account, at: datetime) -> bool:
    closed = Topic.objects.filter(pk=topic.pk, closed_at__isnull=False)
    if not closed.update(closed_at=None, closed_by=None, closed_because=""):
        return False
    _told(topic, "topic.reopened", by, at)
    return True


@transaction.atomic
def pin(topic: Topic, *, by: Account, at: datetime) -> bool:
    """On top of its space."""
    if not Topic.objects.filter(pk=topic.pk, pinned_at=None).update(pinned_at=at, pinned_by=by):
        return False
    _told(topic, "topic.pinned", by, at)
    return True


@transaction.atomic
def unpin(topic: Topic, *, by: Account, at: datetime) -> bool:
    if not Topic.objects.filter(pk=topic.pk, pinned_at__isnull=False).update(pinned_at=None, pinned_by=None):
        return False
    _told(topic, "topic.unpinned", by, at)
    return True


@transaction.atomic
def hide_topic(topic: Topic, *, by: Account, at: datetime) -> bool:
    """Nobody but moderators finds it any more."""
    if not Topic.objects.filter(pk=topic.pk, hidden_at=None).update(hidden_at=at, hidden_by=by):
        return False
    _counted(topic, -1)
    _told(topic, "topic.hidden", by, at)
    return True


@transaction.atomic
def show_topic(topic: Topic, *, by: Account, at: datetime) -> bool:
    if not Topic.objects.filter(pk=topic.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
        return False
    _counted(topic, 1)
    _told(topic, "topic.shown", by, at)
    return True


@transaction.atomic
def hide_post(topic: Topic, post: Post, *, by: Account, at: datetime) -> bool:
    """Its number stays, its words are for moderators only. Of somebody else's post it is a decision as one of the desk is."""
    before = put(topic, post, HIDDEN, at=at)
    if before is None:
        return False
    if not _own(post, by):
        note_taken(post, Act.TRASH, before, by=by, at=at)
    _told(topic, "topic.post_hidden", by, at, seq=post.seq, before=before)
    return True


@transaction.atomic
def show_post(topic: Topic, post: Post, *, by: Account, at: datetime) -> bool:
    """A post that was hidden, or waited for a moderator, stands before its public."""
    before = put(topic, post, "", at=at)
    if before is None:
        return False
    note_taken(post, Act.APPROVE, before, by=by, at=at)
    _told(topic, "topic.post_shown", by, at, seq=post.seq, before=before)
    return True


def _own(post: Post, by: Account) -> bool:
    return Member.objects.filter(account=by, brand_id=post.brand_id, identity=post.author_id).exists()


def _counted(topic: Topic, step: int) -> None:
    if topic.space_id is not None:
        Space.objects.filter(pk=topic.space_id).update(topic_count=F("topic_count") + step)


def _told(topic: Topic, verb: str, by: Account, at: datetime, **data: Any) -> None:
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    journal.record(topic.brand, actor=by, verb=verb, object=f"topic:{topic.pk}", data=data, at=at)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
