"""What members follow and would rather not hear."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from parvis.community.models import Member, SpaceState
from parvis.community.rules.ties import Level


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
