"""One order for all that happened: posts as they were written, notes and events where they fall between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from parvis.conversations.models import Post
from parvis.engagement.models import CaseEvent
from parvis.outbox.models import Outgoing

SHOWN_AS_POSTS = frozenset({"post", "replied"})
"""Events that say no more than the post they tell of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post (with the message it was sent as, if it is ours), a note, an event with words to it, or a bare event."""

    kind: Literal["post", "note", "said", "event"]
    at: datetime
    post: Post | None = None
    sent_as: Outgoing | None = None
    event: CaseEvent | None = None


def timeline(posts: Sequence[Post], events: Sequence[CaseEvent], ours: Mapping[int, Outgoing]) -> list[Entry]:
    """Posts keep the order of the thread; events that precede the first post shown are left to the earlier page."""
    entries = [Entry("post", post.at, post=post, sent_as=ours.get(post.pk)) for post in posts]
    start = posts[0].at if posts and posts[0].seq > 1 else None
    for event in events:
        if event.kind in SHOWN_AS_POSTS or (start is not None and event.at < start):
            continue
        said: Literal["said", "event"] = "said" if event.data.get("text") else "event"
        entry = Entry("note" if event.kind == "note" else said, event.at, event=event)
        # After the last post that is not later: a feed may date its posts out of order.
        place = next((i + 1 for i in range(len(entries) - 1, -1, -1) if entries[i].at <= event.at), 0)
        entries.insert(place, entry)
    return entries
