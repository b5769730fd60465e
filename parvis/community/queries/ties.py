"""Who follows what, and who would rather not hear of it: what notices start from."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from parvis.community.models import Member, MemberTie, SpaceState, Topic, TopicState
from parvis.community.rules.ties import FOLDED, Level, Tie


def spaces_heard(member_id: int) -> dict[int, Level]:
    """By space: how much this member wants to hear, where it said so."""
    rows = SpaceState.objects.filter(member_id=member_id).values_list("space_id", "level")
    return {space: Level(level) for space, level in rows}


def hearing_space(space_id: int, level: Level) -> set[int]:
    """Ids of the members who follow, or muted, a space. Whether they may read it still is asked of the house."""
    return set(SpaceState.objects.filter(space_id=space_id, level=level.value).values_list("member_id", flat=True))


def hearing_topic(topic_id: int, level: Level) -> set[int]:
    """Ids of the members who follow, or muted, a topic."""
    return set(TopicState.objects.filter(topic_id=topic_id, level=level.value).values_list("member_id", flat=True))


def followers_of(member_id: int) -> set[int]:
    """Ids of the members who follow somebody."""
    return set(MemberTie.objects.filter(other_id=member_id, kind=Tie.FOLLOW).values_list("member_id", flat=True))


def turned_from(author_id: int, kinds: Collection[Tie] = FOLDED) -> set[int]:
    """Ids of the members who muted or blocked somebody: what this author writes is not told to them."""
    rows = MemberTie.objects.filter(other_id=author_id, kind__in=[kind.value for kind in kinds])
    return set(rows.values_list("member_id", flat=True))


def may_write_to(author_id: int, to_id: int) -> bool:
    """Whether a message, or the notice of a mention, reaches the other: neither has blocked the other."""
    apart = MemberTie.objects.filter(kind=Tie.BLOCK)
    return not apart.filter(
        Q(member_id=author_id, other_id=to_id) | Q(member_id=to_id, other_id=author_id)
    ).exists()  # fmt: skip


def folded_for(member: Member | None) -> frozenset[int]:
    """Ids of the members whose posts are folded for this one. No query for who never folded anybody."""
    if member is None or not member.folds:
        return frozenset()
    rows = MemberTie.objects.filter(member=member, kind__in=[kind.value for kind in FOLDED])
    return frozenset(rows.values_list("other_id", flat=True))


def tie_to(member: Member, other: Member) -> Tie | None:
    kind = MemberTie.objects.filter(member=member, other=other).values_list("kind", flat=True).first()
    return Tie(kind) if kind else None


def topic_level(member: Member, topic: Topic) -> Level | None:
    level = TopicState.objects.filter(member=member, topic=topic).values_list("level", flat=True).first()
    return Level(level) if level else None


def muted_spaces(member_id: int) -> frozenset[int]:
    return frozenset(space for space, level in spaces_heard(member_id).items() if level is Level.MUTED)
