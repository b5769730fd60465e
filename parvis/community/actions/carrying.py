"""Topics move, part and join. Posts keep their ids; where they stood leads to where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from parvis.community.actions.topics import new_key
from parvis.community.models import Bookmark, Carriage, CarriedPost, Member, PostReaction, Space, Topic, TopicState
from parvis.community.rules.naming import slug_of
from parvis.conversations.actions.hosted import carry, settle_thread
from parvis.conversations.models import Post, Thread
from parvis.core import events, journal
from parvis.core.models import Account


class CannotCarry(Exception):
    """`why`: first (the first post opens its topic), none (nothing was chosen), same, messages, undone (already), gone (posts moved on since)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def move(topic: Topic, space: Space, *, by: Account, at: datetime) -> None:
    """Into another space of the brand, with its numbers. Raises CannotCarry."""
    held = _locked(topic.pk)[topic.pk]
    if held.space_id is None:
        raise CannotCarry("messages")
    if held.space_id == space.pk:
        raise CannotCarry("same")
    _into(held, space)
    _told(held, "topic.moved", by, at, before=held.space_id, space=space.pk)


@transaction.atomic
def split(topic: Topic, seqs: Sequence[int], *, title: str, by: Account, at: datetime) -> Carriage:
    """These posts become a topic of their own, in the same space. Raises CannotCarry."""
    held = _locked(topic.pk)[topic.pk]
    if held.space is None:
        raise CannotCarry("messages")
    posts = list(Post.sealed_too.filter(thread_id=held.pk, seq__in=list(seqs)).order_by("seq"))
    if not posts:
        raise CannotCarry("none")
    if posts[0].seq == 1:
        raise CannotCarry("first")
    made = _opened(held, held.space, posts, title)
    carriage = _carried("split", held, made, posts, by, at)
    _told(held, "topic.split", by, at, into=made.pk, posts=[post.seq for post in posts])
    return carriage


@transaction.atomic
def merge(topic: Topic, into: Topic, *, by: Account, at: datetime) -> Carriage:
    """All its posts follow those of the other, and its address leads there. Raises CannotCarry."""
    held = _locked(topic.pk, into.pk)
    source, target = held[topic.pk], held.get(into.pk)
    if target is None or source.pk == target.pk:
        raise CannotCarry("same")
    if source.space is None or target.space is None:
        raise CannotCarry("messages")
    posts = list(Post.sealed_too.filter(thread_id=source.pk).order_by("seq"))
    if not posts:
        raise CannotCarry("none")
    carriage = _carried("merge", source, target, posts, by, at)
    if source.hidden_at is None:
        Topic.objects.filter(pk=source.pk).update(hidden_at=at, hidden_by=by)
        _counted(source.space_id, -1)
    _told(target, "topic.merged", by, at, source=source.pk)
    return carriage


@transaction.atomic
def undo(carriage: Carriage, *, by: Account, at: datetime) -> None:
    """Each post goes back to its number, if it still stands where it was carried. Raises CannotCarry."""
    held = _locked(carriage.source_id, carriage.target_id)
    source, target = held[carriage.source_id], held[carriage.target_id]
    if not Carriage.objects.filter(pk=carriage.pk, undone_at=None).update(undone_at=at, undone_by=by):
        raise CannotCarry("undone")
    carried = list(CarriedPost.objects.filter(carriage=carriage).select_related("post").order_by("seq"))
    if any(one.post.thread_id != target.pk for one in carried) or source.space is None:
        raise CannotCarry("gone")
    carry([(one.post_id, one.seq) for one in carried], source.thread, source.space.place)
    _follow([one.post_id for one in carried], source)
    for topic in (source, target):
        _settle(topic)
    emptied = target if carriage.kind == "split" else None
    if emptied is not None and not Post.sealed_too.filter(thread_id=emptied.pk).exists():
        Topic.objects.filter(pk=emptied.pk, hidden_at=None).update(hidden_at=at, hidden_by=by)
        _counted(emptied.space_id, -1)
    if carriage.kind == "merge":
        Topic.objects.filter(pk=source.pk).update(hidden_at=None, hidden_by=None)
        _counted(source.space_id, 1)
    _told(source, f"topic.{carriage.kind}_undone", by, at, other=target.pk)


def _locked(*ids: int) -> dict[int, Topic]:
    """In the order of their ids, so that two who merge crosswise wait instead of blocking each other."""
    topics = Topic.objects.select_for_update(of=("self",)).select_related("thread", "space__place", "brand")
    held = {topic.pk: topic for topic in topics.filter(pk__in=ids).order_by("pk")}
    list(Thread.sealed_too.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    return held


def _into(topic: Topic, space: Space) -> None:
    posts = Post.sealed_too.filter(thread_id=topic.pk).values_list("pk", "seq")
    carry(list(posts), topic.thread, space.place)
    settle_thread(topic.thread, space.place)
    Topic.objects.filter(pk=topic.pk).update(space=space)
    step = 0 if topic.hidden_at is not None else 1
    _counted(topic.space_id, -step)
    _counted(space.pk, step)


def _opened(topic: Topic, space: Space, posts: Sequence[Post], title: str) -> Topic:
    """An empty topic, for posts that come."""
    first, last = posts[0], posts[-1]
    members = {m.identity_id: m for m in Member.objects.filter(identity_id__in=[first.author_id, last.author_id])}
    thread = Thread.sealed_too.create(
        brand_id=topic.brand_id, place=space.place, remote_id=new_key(), title=title[:300], author_id=first.author_id,
        bumped_at=last.at, sealed=topic.thread.sealed,
    )  # fmt: skip
    Space.objects.filter(pk=space.pk).update(topic_count=F("topic_count") + 1)
    return Topic.objects.create(
        thread=thread, brand_id=topic.brand_id, space=space, kind=space.kind, slug=slug_of(title), title=title.strip()[:200],
        author=members.get(first.author_id or 0, topic.author), begun_at=first.at, bumped_at=last.at,
        last_author=members.get(last.author_id or 0, topic.author), last_seq=0, post_count=0,
    )  # fmt: skip


def _carried(kind: str, source: Topic, target: Topic, posts: Sequence[Post], by: Account, at: datetime) -> Carriage:
    assert target.space is not None
    made = Carriage.objects.create(brand_id=source.brand_id, kind=kind, source=source, target=target, at=at, by=by)
    CarriedPost.objects.bulk_create(
        CarriedPost(brand_id=source.brand_id, carriage=made, post=post, topic=source, seq=post.seq) for post in posts
    )
    last = Thread.sealed_too.values_list("last_seq", flat=True).get(pk=target.pk)
    carry([(post.pk, last + n) for n, post in enumerate(posts, 1)], target.thread, target.space.place)
    Thread.sealed_too.filter(pk=target.pk).update(last_seq=last + len(posts))
    _follow([post.pk for post in posts], target)
    for topic in (source, target):
        _settle(topic)
    return made


def _follow(posts: Sequence[int], topic: Topic) -> None:
    """Signs and marks stand where their posts stand."""
    PostReaction.objects.filter(post_id__in=posts).update(topic=topic)
    Bookmark.objects.filter(post_id__in=posts).update(topic=topic)


def _settle(topic: Topic) -> None:
    """Counters of a topic, counted anew: no page of it is as it was."""
    assert topic.space is not None
    settle_thread(topic.thread, topic.space.place)
    here = Post.sealed_too.filter(thread_id=topic.pk).order_by("seq")
    standing = here.filter(Q(standing="") | Q(standing="held"), deleted_at=None)
    last = standing.last()
    author = Member.objects.filter(identity=last.author_id).first() if last and last.author_id else None
    Topic.objects.filter(pk=topic.pk).update(
        post_count=standing.count(), last_seq=Thread.sealed_too.values_list("last_seq", flat=True).get(pk=topic.pk),
        bumped_at=last.at if last else topic.bumped_at, last_author=author or topic.last_author,
        reaction_count=PostReaction.objects.filter(topic=topic).count(), version=F("version") + 1,
    )  # fmt: skip
    for state in TopicState.objects.filter(topic=topic, marks__gt=0):
        TopicState.objects.filter(pk=state.pk).update(
            marks=Bookmark.objects.filter(topic=topic, member_id=state.member_id).count()
        )


def _counted(space_id: int | None, step: int) -> None:
    if space_id is not None:
        Space.objects.filter(pk=space_id).update(topic_count=F("topic_count") + step)


def _told(topic: Topic, verb: str, by: Account, at: datetime, **data: Any) -> None:
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    journal.record(topic.brand, actor=by, verb=verb, object=f"topic:{topic.pk}", data=data, at=at)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
