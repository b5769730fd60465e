"""What stands at the posts of a page: reactions and marks, each in one query, and only where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from parvis.community.models import Bookmark, Member, PostReaction, Topic, TopicMember
from parvis.community.queries.house import House
from parvis.community.queries.topics import Before, State
from parvis.community.rules.access import Who
from parvis.community.rules.reactions import Reaction

MARKS = 30


@dataclass(frozen=True, slots=True)
class Sign:
    """How many members put it at a post, and whether the reader did."""

    kind: Reaction
    count: int
    mine: bool


def reactions_at(topic: Topic, posts: Sequence[int], who: Who) -> Mapping[int, list[Sign]]:
    """By post, in the order in which the signs are offered."""
    if not topic.reaction_count or not posts:
        return {}
    counted = (
        PostReaction.objects.filter(post_id__in=posts)
        .values_list("post_id", "kind")
        .annotate(n=Count("pk"), mine=Count("pk", filter=Q(member_id=who.member or 0)))
    )
    found: dict[int, dict[str, Sign]] = {}
    for post, kind, count, mine in counted:
        found.setdefault(post, {})[kind] = Sign(Reaction(kind), count, mine > 0)
    return {post: [signs[kind] for kind in Reaction if kind in signs] for post, signs in found.items()}


def marked_on(state: State, posts: Sequence[int], who: Who) -> frozenset[int]:
    if not state.marks or not posts or who.member is None:
        return frozenset()
    return frozenset(Bookmark.objects.filter(member_id=who.member, post_id__in=posts).values_list("post_id", flat=True))


@dataclass(frozen=True, slots=True)
class Mark:
    """A post that a member kept, as its list shows it."""

    id: int
    at: datetime
    post_id: int
    seq: int
    text: str
    name: str
    topic: Topic


def marks_of(house: House, who: Who, member: Member, *, before: Before | None = None) -> list[Mark]:
    """The last kept first, MARKS + 1 at most, of posts that stand where the member may still read."""
    mine = Bookmark.objects.filter(member=member, post__deleted_at=None, post__standing="")
    messages = TopicMember.objects.filter(member=member, left_at=None).values("topic")
    mine = mine.filter(Q(topic__in=messages) | Q(topic__space_id__in=house.readable(who)), topic__hidden_at=None)
    if before is not None:
        mine = mine.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.id))
    rows = mine.select_related("topic", "post__author").order_by("-at", "-pk")[: MARKS + 1]
    return [
        Mark(
            row.pk, row.at, row.post_id, row.post.seq, row.post.text, row.post.author.name if row.post.author else "",
            row.topic,
        )
        for row in rows
    ]  # fmt: skip
