"""Moderators carry topics and posts of the community elsewhere; what the house had heard of them follows.

Between rooms that the team hears, posts are heard anew where they stand. Into a sealed room, every trace of them leaves the
team's screens in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.boards.actions.collections import forget_posts as unkeep
from parvis.community.actions import carrying
from parvis.community.actions.carrying import CannotCarry
from parvis.community.models import Carriage, CarriedPost, Space, Topic
from parvis.community.queries.previews import shown_under
from parvis.community.rules.access import Room
from parvis.conversations.actions.hosted import unread
from parvis.conversations.models import Correction, Post
from parvis.core.brands import hold
from parvis.core.jobs import enqueue
from parvis.core.models import Account
from parvis.engagement.actions.following import follow_posts
from parvis.engagement.actions.notices import forget_posts as unsend
from parvis.engagement.models import AlertPost, Case
from parvis.flows.hosting import hear
from parvis.flows.previews import unfold
from parvis.listening.actions import forget_hits
from parvis.listening.index.actions import unindex


@transaction.atomic
def move_topic(topic: Topic, source: Room, to: Room, *, by: Account, at: datetime) -> None:
    """Raises CannotCarry: "worked" = something of the team's stands on it, which cannot go behind a closed door."""
    ids = _posts_of(topic.pk)
    _leave(topic.brand_id, ids, source, to)
    carrying.move(topic, Space.objects.select_related("place").get(brand_id=topic.brand_id, pk=to.id), by=by, at=at)
    _arrive(topic.brand_id, ids, to)


@transaction.atomic
def split_topic(topic: Topic, room: Room, seqs: Sequence[int], *, title: str, by: Account, at: datetime) -> Topic:
    """Raises CannotCarry."""
    ids = _posts_of(topic.pk, seqs)
    made = carrying.split(topic, seqs, title=title, by=by, at=at)
    _arrive(topic.brand_id, ids, room)
    return made.target


@transaction.atomic
def merge_topics(topic: Topic, source: Room, into: Topic, to: Room, *, by: Account, at: datetime) -> None:
    """Raises CannotCarry."""
    ids = _posts_of(topic.pk)
    _leave(topic.brand_id, ids, source, to)
    carrying.merge(topic, into, by=by, at=at)
    _arrive(topic.brand_id, ids, to)


@transaction.atomic
def take_back(carriage: Carriage, source: Room, target: Room, *, by: Account, at: datetime) -> None:
    """`source`, `target`: the rooms where the two topics stand now. Raises CannotCarry."""
    ids = list(CarriedPost.objects.filter(carriage=carriage).values_list("post_id", flat=True))
    _leave(carriage.brand_id, ids, target, source)
    carrying.undo(carriage, by=by, at=at)
    _arrive(carriage.brand_id, ids, source)


def _posts_of(topic_id: int, seqs: Sequence[int] | None = None) -> list[int]:
    posts = Post.sealed_too.filter(thread_id=topic_id)
    return list((posts if seqs is None else posts.filter(seq__in=list(seqs))).values_list("pk", flat=True))


def _leave(brand_id: int, ids: Sequence[int], source: Room, to: Room) -> None:
    """Figures that counted the posts where they stood no longer do; behind a closed door, nothing of them stays outside."""
    if source.sealed or source.id == to.id:
        return
    if to.sealed:
        shut_away(brand_id, ids)
    else:
        _uncount(brand_id, ids)


def shut_away(brand_id: int, ids: Sequence[int]) -> None:
    """What the team's screens hold of these posts, before their room is sealed. Raises CannotCarry: "worked"."""
    hold(brand_id)  # nothing is opened on them between the look and the door
    if _worked_on(brand_id, ids):
        raise CannotCarry("worked")
    _uncount(brand_id, ids)
    unkeep(brand_id, ids)
    unsend(brand_id, ids)
    unindex(brand_id, ids)
    unread(ids)


def _uncount(brand_id: int, ids: Sequence[int]) -> None:
    moods = Post.objects.filter(pk__in=ids).values_list("pk", "reading__sentiment")
    forget_hits(brand_id, [(pk, mood == "negative") for pk, mood in moods])


def _worked_on(brand_id: int, ids: Sequence[int]) -> bool:
    """Whether something of the team's own stands on these posts: a case, an alert, a judgement that it corrected."""
    kinds = (Case, AlertPost, Correction)
    return any(kind.objects.filter(brand_id=brand_id, post_id__in=ids).exists() for kind in kinds)


def _arrive(brand_id: int, ids: Sequence[int], room: Room) -> None:
    if room.sealed:
        return
    follow_posts(brand_id, ids)
    for pk in ids:
        enqueue(hear, key=f"hear:{pk}", post_id=pk)
    for pk in shown_under(ids):
        enqueue(unfold, key=f"unfold:{pk}", post_id=pk)
