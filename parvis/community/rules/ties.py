"""How much one wants to hear. Pure."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Of a topic, a space or a member. Without one: as the house does."""

    WATCHING = "watching"
    MUTED = "muted"


class Tie(StrEnum):
    """FOLLOW: tell me what they write; MUTE: fold what they write; BLOCK: that, and nothing of them reaches me: no message,
    no mention."""

    FOLLOW = "follow"
    MUTE = "mute"
    BLOCK = "block"


FOLDED = frozenset({Tie.MUTE, Tie.BLOCK})
