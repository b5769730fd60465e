"""A question is solved, and its answers are found useful."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.notices import tell_solved
from parvis.community.models import Acceptance, AnswerScore, AnswerVote, Member, TitleWord, Topic
from parvis.community.rules.questions import SOLVED
from parvis.conversations.models import Post
from parvis.core import events


class NoAnswer(Exception):
    """The post is not an answer that stands in this question."""


@transaction.atomic
def accept(topic: Topic, post: Post, *, by: Member, at: datetime) -> None:
    """This answer solved it; another that was accepted before is so no more. Raises NoAnswer."""
    held = _held(topic)
    _standing(held, post)
    Acceptance.objects.update_or_create(
        topic=held, defaults={"brand_id": held.brand_id, "post": post, "by": by, "at": at}
    )
    AnswerScore.objects.get_or_create(post=post, defaults={"brand_id": held.brand_id, "topic": held})
    _state(held, SOLVED, at)
    tell_solved(held, post, by, at=at)


@transaction.atomic
def unaccept(topic: Topic, *, at: datetime) -> None:
    """It is open again."""
    held = _held(topic)
    if Acceptance.objects.filter(topic=held).delete()[0]:
        _state(held, "", at)


@transaction.atomic
def vote(topic: Topic, post: Post, member: Member, *, at: datetime) -> bool:
    """Whether the vote is new. Raises NoAnswer, also for one's own answer."""
    held = _held(topic)
    _standing(held, post)
    if post.author_id == member.identity_id:
        raise NoAnswer
    _row, new = AnswerVote.objects.get_or_create(
        post=post, member=member, defaults={"brand_id": held.brand_id, "at": at}
    )
    if new:
        _count(held, post, 1)
    return new


@transaction.atomic
def unvote(topic: Topic, post: Post, member: Member) -> bool:
    """Whether there was a vote to take back."""
    held = _held(topic)
    gone, _rows = AnswerVote.objects.filter(post=post, member=member, post__thread_id=held.pk).delete()
    if gone:
        _count(held, post, -1)
    return bool(gone)


def keep_words(topic: Topic, stems: Iterable[str]) -> None:
    """By which it is found again, in the caller's transaction."""
    TitleWord.objects.filter(topic=topic).delete()
    TitleWord.objects.bulk_create(TitleWord(brand_id=topic.brand_id, topic=topic, stem=stem[:40]) for stem in stems)


def _held(topic: Topic) -> Topic:
    return Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)


def _standing(topic: Topic, post: Post) -> None:
    if post.thread_id != topic.pk or post.seq == 1 or post.deleted_at is not None or post.standing:
        raise NoAnswer


def _count(topic: Topic, post: Post, step: int) -> None:
    AnswerScore.objects.get_or_create(post=post, defaults={"brand_id": topic.brand_id, "topic": topic})
    AnswerScore.objects.filter(post=post).update(votes=F("votes") + step)
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)


def _state(topic: Topic, state: str, at: datetime) -> None:
    Topic.objects.filter(pk=topic.pk).update(state=state, version=F("version") + 1)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
