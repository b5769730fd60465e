"""How much one wants to hear. Pure."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Of a topic, a space or a member. Without one: as the house does."""

    WATCHING = "watching"
    MUTED = "muted"
