"""Moderators tend topics and posts: each verb is a line of the journal, and each has its way back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.community.actions.notices import tell_author
from parvis.community.actions.standing import put
from parvis.community.models import Member, Space, Topic
from parvis.community.rules.notices import What
from parvis.connectors.contract import Act
from parvis.conversations.actions.moderate import note_taken
from parvis.conversations.models import Post
from parvis.core import events, journal
from parvis.core.models import Account

HELD, HIDDEN = "held", "trash"
"""The standing of a post that was hidden: as of one that its place put in the trash."""


@transaction.atomic
def close(topic: Topic, *, because: str, by: Account, at: datetime) -> bool:
    """It takes no more answers. False = it was closed already."""
    return _set(topic, "closed", by, at, because=because.strip()[:300])


@transaction.atomic
def reopen(topic: Topic, *, by: Account, at: datetime) -> bool:
    return _unset(topic, "closed", "topic.reopened", by, at, because="")


@transaction.atomic
def pin(topic: Topic, *, by: Account, at: datetime) -> bool:
    """On top of its space."""
    return _set(topic, "pinned", by, at)


@transaction.atomic
def unpin(topic: Topic, *, by: Account, at: datetime) -> bool:
    return _unset(topic, "pinned", "topic.unpinned", by, at)


@transaction.atomic
def hide_topic(topic: Topic, *, by: Account, at: datetime) -> bool:
    """Nobody but moderators finds it any more."""
    done = _set(topic, "hidden", by, at)
    if done:
        _counted(topic, -1)
    return done


@transaction.atomic
def show_topic(topic: Topic, *, by: Account, at: datetime) -> bool:
    done = _unset(topic, "hidden", "topic.shown", by, at)
    if done:
        _counted(topic, 1)
    return done


@transaction.atomic
def hide_post(topic: Topic, post: Post, *, by: Account, at: datetime) -> bool:
    """Its number stays, its words are for moderators only. Of somebody else's post it is a decision as one of the desk is."""
    before = put(topic, post, HIDDEN, at=at)
    if before is None:
        return False
    if not _own(post, by):
        note_taken(post, Act.TRASH, before, by=by, at=at)
    _told(topic, "topic.post_hidden", by, at, seq=post.seq, before=before)
    tell_author(topic, post, What.REFUSED if before == HELD else What.HIDDEN, by=by, at=at)
    return True


@transaction.atomic
def show_post(topic: Topic, post: Post, *, by: Account, at: datetime) -> bool:
    """A post that was hidden, or waited for a moderator, stands before its public."""
    before = put(topic, post, "", at=at)
    if before is None:
        return False
    note_taken(post, Act.APPROVE, before, by=by, at=at)
    _told(topic, "topic.post_shown", by, at, seq=post.seq, before=before)
    tell_author(topic, post, What.PUBLISHED if before == HELD else What.SHOWN, by=by, at=at)
    return True


def _own(post: Post, by: Account) -> bool:
    return Member.objects.filter(account=by, brand_id=post.brand_id, identity=post.author_id).exists()


def _set(topic: Topic, state: str, by: Account, at: datetime, **said: str) -> bool:
    """`state`: closed, pinned or hidden, as its columns are called; `said`: its other columns, told in the journal. False = it
    was so already."""
    columns = {f"{state}_at": at, f"{state}_by": by, **{f"{state}_{name}": word for name, word in said.items()}}
    if not Topic.objects.filter(pk=topic.pk, **{f"{state}_at": None}).update(**columns):
        return False
    _told(topic, f"topic.{state}", by, at, **said)
    return True


def _unset(topic: Topic, state: str, verb: str, by: Account, at: datetime, **before: str) -> bool:
    """`before`: what its other columns are again. False = it was not so."""
    columns = {f"{state}_at": None, f"{state}_by": None, **{f"{state}_{name}": word for name, word in before.items()}}
    if not Topic.objects.filter(pk=topic.pk, **{f"{state}_at__isnull": False}).update(**columns):
        return False
    _told(topic, verb, by, at)
    return True


def _counted(topic: Topic, step: int) -> None:
    if topic.space_id is not None:
        Space.objects.filter(pk=topic.space_id).update(topic_count=F("topic_count") + step)


def _told(topic: Topic, verb: str, by: Account, at: datetime, **data: Any) -> None:
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    journal.record(topic.brand, actor=by, verb=verb, object=f"topic:{topic.pk}", data=data, at=at)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
