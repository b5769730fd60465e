"""A member's posts that its public does not see, and what it was told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from parvis.community.models import Member, Topic, TopicMember
from parvis.community.queries.house import House
from parvis.community.queries.topics import Before
from parvis.community.rules.access import Who
from parvis.conversations.models import Moderation, Post

ROWS = 20
HIDDEN = ("held", "spam", "trash")


@dataclass(frozen=True, slots=True)
class Waiting:
    """`because`: what the moderator wrote; "" where nothing was written, or nothing decided."""

    id: int
    at: datetime
    seq: int
    text: str
    held: bool
    because: str
    topic: Topic


def waiting_of(house: House, who: Who, member: Member, *, before: Before | None = None) -> list[Waiting]:
    """Newest first, ROWS + 1 at most, where the member may still read; what it took back itself is not among them. Four
    queries."""
    mine = Post.sealed_too.filter(author_id=member.identity_id, deleted_at=None, standing__in=HIDDEN)
    if before is not None:
        mine = mine.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.id))
    decided = Moderation.objects.filter(brand_id=house.brand_id, post__author_id=member.identity_id, state="done")
    mine = mine.filter(Q(standing="held") | Q(pk__in=decided.values("post")))
    messages = TopicMember.objects.filter(member=member, left_at=None).values("topic")
    topics = Topic.objects.filter(Q(space__in=house.readable(who)) | Q(pk__in=messages))
    topics = topics.filter(Q(hidden_at=None) | Q(hidden_by=None, author=member))
    rows = list(mine.filter(thread_id__in=topics.values("pk")).order_by("-at", "-pk")[: ROWS + 1])
    shown = topics.in_bulk([row.thread_id for row in rows])
    why = dict(decided.filter(post__in=[row.pk for row in rows]).order_by("pk").values_list("post_id", "because"))
    return [
        Waiting(row.pk, row.at, row.seq, row.text, row.standing == "held", why.get(row.pk, ""), shown[row.thread_id])
        for row in rows
        if row.thread_id in shown
    ]
