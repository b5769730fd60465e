"""What members follow and would rather not hear."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from parvis.community.models import Member, MemberTie, SpaceState, Topic, TopicState
from parvis.community.rules.ties import FOLDED, Level, Tie


@transaction.atomic
def follow_spaces(member: Member, spaces: Collection[int], of: Collection[int], *, at: datetime) -> None:
    """Of the spaces `of` (that the member may read) these are followed, the others no longer. What is muted and not
    chosen stays muted."""
    SpaceState.objects.filter(member=member, space_id__in=of, level=Level.WATCHING).exclude(
        space_id__in=spaces
    ).delete()
    chosen = [pk for pk in of if pk in set(spaces)]
    SpaceState.objects.bulk_create(
        [
            SpaceState(brand_id=member.brand_id, member=member, space_id=pk, level=Level.WATCHING.value, at=at)
            for pk in chosen
        ],
        update_conflicts=True, unique_fields=["member", "space"], update_fields=["level"],
    )  # fmt: skip


def hear_space(member: Member, space_id: int, level: Level | None, *, at: datetime) -> None:
    """None = as the house does."""
    if level is None:
        SpaceState.objects.filter(member=member, space_id=space_id).delete()
        return
    SpaceState.objects.update_or_create(
        member=member, space_id=space_id, defaults={"brand_id": member.brand_id, "level": level.value, "at": at}
    )


def hear_topic(member: Member, topic: Topic, level: Level | None) -> None:
    """None = as the house does. How far it was read stays."""
    TopicState.objects.update_or_create(
        member=member, topic=topic, defaults={"brand_id": member.brand_id, "level": level.value if level else ""}
    )


@transaction.atomic
def tie(member: Member, other: Member, kind: Tie | None, *, at: datetime) -> None:
    """None = nothing in particular. Raises ValueError between a member and itself, and across brands."""
    if member.pk == other.pk or member.brand_id != other.brand_id:
        raise ValueError("a tie is between two members of one community")
    if kind is None:
        MemberTie.objects.filter(member=member, other=other).delete()
    else:
        MemberTie.objects.update_or_create(
            member=member, other=other, defaults={"brand_id": member.brand_id, "kind": kind.value, "at": at}
        )
    folds = MemberTie.objects.filter(member=member, kind__in=[one.value for one in FOLDED]).count()
    Member.objects.filter(pk=member.pk).update(folds=folds)
