"""Members write: a topic begins, and is answered. Counters move in the transaction of the post that they count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from parvis.community.actions.drafts import Begun, drop_draft
from parvis.community.actions.uploads import bind_pictures
from parvis.community.models import Member, Space, Topic
from parvis.community.queries.naming import named_in
from parvis.community.rendering import VERSION, rendered
from parvis.community.rules.naming import slug_of
from parvis.conversations.actions.hosted import Words, answer_in, open_thread
from parvis.conversations.models import Post
from parvis.core import events
from parvis.core.sql import as_moment, run_many

_ANSWERED = """
UPDATE community_topic SET last_seq = %s, post_count = post_count + 1, bumped_at = %s, last_author_id = %s,
       version = version + 1
WHERE thread_id = %s
"""
_READ = """
INSERT INTO community_topicstate (brand_id, member_id, topic_id, read_seq, level) VALUES (%s, %s, %s, %s, '')
ON CONFLICT (member_id, topic_id) DO UPDATE SET read_seq = excluded.read_seq
"""
"""Whoever writes has read what stands before."""


class TopicClosed(Exception):
    """It takes no more answers."""


@dataclass(frozen=True, slots=True)
class Written:
    """A post and its topic. `new`: False when the same form had made it already."""

    topic: Topic
    post: Post
    new: bool


def new_key() -> str:
    """For a form that makes a post: sent twice, it makes one."""
    return uuid4().hex


@transaction.atomic
def begin(
    space: Space,
    member: Member,
    *,
    title: str,
    body: str,
    key: str,
    at: datetime,
    standing: str = "",
    ours: bool = False,
    links: bool = True,
) -> Written:
    """A topic with its first post. `ours`: a member of the team writes, and watches do not listen to ourselves;
    `links`: `may_link`."""
    if (before := made_before(space.place_id, member, key)) is not None:
        return before
    words = words_of(space, body, key, standing, ours, links=links)
    thread, post = open_thread(space.place, member.signs_as, title.strip(), words, at=at)
    topic = Topic.objects.create(
        thread=thread, brand_id=space.brand_id, space=space, kind=space.kind, slug=slug_of(title), title=title.strip()[:200],
        author=member, last_author=member, begun_at=at, bumped_at=at, hidden_at=at if standing else None,
    )  # fmt: skip
    if not standing:
        Space.objects.filter(pk=space.pk).update(topic_count=F("topic_count") + 1)
    counted(topic, member, post, at)
    drop_draft(member, Begun(space_id=space.pk))
    return Written(topic, post, True)


@transaction.atomic
def answer(
    topic: Topic, member: Member, *, body: str, key: str, parent: Post | None = None, at: datetime,
    standing: str = "", ours: bool = False, links: bool = True,
) -> Written:  # fmt: skip
    """The next post of a topic. Raises TopicClosed."""
    # One after the other: what was closed or moved meanwhile is seen under this lock.
    held = Topic.objects.select_for_update(of=("self",)).select_related("thread__place").get(pk=topic.pk)
    place = held.thread.place
    if (before := made_before(place.pk, member, key)) is not None:
        return before
    if held.closed_at is not None or held.hidden_at is not None:
        raise TopicClosed
    words = words_of(held, body, key, standing, ours, links=links)
    parent_id = parent.pk if parent is not None and parent.thread_id == held.pk else None
    post = answer_in(held.thread, place, member.signs_as, words, parent_id=parent_id, at=at)
    run_many(_ANSWERED, [(post.seq, as_moment(at), member.pk, held.pk)])
    counted(held, member, post, at)
    drop_draft(member, Begun(topic_id=held.pk))
    return Written(held, post, True)


def made_before(place_id: int, member: Member, key: str) -> Written | None:
    """What this form has made before."""
    post = Post.sealed_too.filter(place_id=place_id, remote_id=key, author=member.identity_id).first()
    return Written(Topic.objects.get(pk=post.thread_id), post, False) if post is not None else None


def words_of(topic: Topic | Space, body: str, key: str, standing: str, ours: bool, *, links: bool) -> Words:
    """What was written in a topic, or begins one in a space, ready to be stored."""
    space_id, topic_id = (topic.pk, None) if isinstance(topic, Space) else (topic.space_id, topic.pk)
    source, html, text = rendered(body, partial(named_in, topic.brand_id, space_id, topic_id), links=links)
    return Words(key, source, html, text, VERSION, standing, direction="out" if ours else "in")


def counted(topic: Topic, member: Member, post: Post, at: datetime) -> None:
    run_many("UPDATE community_member SET post_count = post_count + 1 WHERE id = %s", [(member.pk,)])
    run_many(_READ, [(topic.brand_id, member.pk, topic.pk, post.seq)])
    bind_pictures(post, member)
    events.publish(topic.brand_id, "topic", str(topic.pk), at)
