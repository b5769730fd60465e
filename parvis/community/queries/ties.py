"""Who follows what, and who would rather not hear of it: what notices start from."""

from __future__ import annotations

from parvis.community.models import SpaceState
from parvis.community.rules.ties import Level


def spaces_heard(member_id: int) -> dict[int, Level]:
    """By space: how much this member wants to hear, where it said so."""
    rows = SpaceState.objects.filter(member_id=member_id).values_list("space_id", "level")
    return {space: Level(level) for space, level in rows}


def hearing_space(space_id: int, level: Level) -> set[int]:
    """Ids of the members who follow, or muted, a space. Whether they may read it still is asked of the house."""
    return set(SpaceState.objects.filter(space_id=space_id, level=level.value).values_list("member_id", flat=True))
