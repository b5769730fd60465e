"""What a member has earned. Pure. A badge once earned stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Badge(StrEnum):
    FIRST_POST = "first_post"
    WELCOMED = "welcomed"
    LISTENED_TO = "listened_to"
    ONE_YEAR = "one_year"
    HELPFUL = "helpful"


LISTENED_TO = 10
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deeds:
    """`first_post`: id of the first that stands; `welcome`: of the first answer of somebody else to one of theirs; `heard`:
    different people who answered; `helpful`: the first answer of theirs that solved somebody else's question."""

    joined_at: datetime
    first_post: int | None = None
    welcome: int | None = None
    heard: int = 0
    helpful: int | None = None


def earned(deeds: Deeds, *, at: datetime) -> dict[Badge, int | None]:
    """By badge: the post that earned it, None where no single one did."""
    found: dict[Badge, int | None] = {}
    if deeds.first_post is not None:
        found[Badge.FIRST_POST] = deeds.first_post
    if deeds.welcome is not None:
        found[Badge.WELCOMED] = deeds.welcome
    if deeds.heard >= LISTENED_TO:
        found[Badge.LISTENED_TO] = None
    if at - deeds.joined_at >= YEAR:
        found[Badge.ONE_YEAR] = None
    if deeds.helpful is not None:
        found[Badge.HELPFUL] = deeds.helpful
    return found
