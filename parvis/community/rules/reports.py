"""Why a post is shown to the moderators, and what they decide."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    HARASS = "harass"
    SPAM = "spam"
    PRIVATE = "private"
    """It tells what is nobody's business."""
    ILLEGAL = "illegal"
    OTHER = "other"


class Decision(StrEnum):
    KEPT = "kept"
    TAKEN = "taken"
