"""What an address of posts speaks of, if whoever asks may know of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, QueryDict

from parvis.community.models import Topic
from parvis.community.queries.revisions import hidden_from
from parvis.community.queries.topics import post_in, topic_for
from parvis.community.rules.access import Room
from parvis.conversations.models import Post
from parvis.web.forum.door import Guest
from parvis.web.forum.views.lists import room_at
from parvis.web.forum.views.topics import room_of, topic_at


@dataclass(frozen=True, slots=True)
class Standing:
    """A post, its topic, and the room of it (None = private messages)."""

    post: Post
    topic: Topic
    room: Room | None


def post_at(guest: Guest, id: int) -> Standing:
    """Raises Http404, also where it exists and this guest may not read it."""
    post = post_in(None, id, brand_id=guest.brand.pk)
    topic = topic_for(guest.house, guest.who, post.thread_id) if post is not None else None
    if post is None or topic is None or hidden_from(topic, post, guest.who):
        raise Http404
    return Standing(post, topic, room_of(guest, topic))


@dataclass(frozen=True, slots=True)
class Writing:
    """Where a form writes: in a topic, or a new one in a room."""

    topic: Topic | None
    room: Room | None

    @property
    def topic_id(self) -> int | None:
        return self.topic.pk if self.topic else None

    @property
    def space_id(self) -> int | None:
        return self.room.id if self.room else None


def writing_in(guest: Guest, told: QueryDict) -> Writing:
    """`topic=<id>` or `space=<slug>`; `people` = a conversation that is about to begin. Raises Http404."""
    if "people" in told:
        return Writing(None, None)
    word = told.get("topic", "")
    if word.isdecimal() and len(word) < 18:
        topic = topic_at(guest, int(word))
        return Writing(topic, room_of(guest, topic))
    return Writing(None, room_at(guest, told.get("space", "")))
