"""What may read posts a second time, after the heads: a model in a folder, or one behind an address. Off until somebody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from parvis.analysis.labels import INTENTS, SENTIMENTS, TIERS
from parvis.core.messages import Message

SETS: Mapping[str, frozenset[str]] = {
    "sentiment": frozenset(SENTIMENTS),
    "types": frozenset(INTENTS),
    "tier": frozenset(TIERS),
}
"""The closed sets: whatever else a back end says is not heard."""


class Failed(Exception):
    """No answer that can be used: the heads' reading stays. `reason` is shown in the settings."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """None or empty where the back end says nothing of it."""

    sentiment: str | None = None
    types: tuple[str, ...] | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One verdict a post, None for a post of which nothing usable was said. `tokens`: what it cost."""

    verdicts: list[Verdict | None]
    tokens: int = 0


class Backend(Protocol):
    """`name`: what is kept with the reading, as `model`."""

    @property
    def name(self) -> str: ...

    def judge(self, texts: Sequence[str]) -> Answer:
        """Raises Failed, nothing else."""


def verdict_of(told: Any) -> Verdict | None:
    """From what a model said of a post; None unless every part of it is in its closed set."""
    if not isinstance(told, dict):
        return None
    mood, types, tier = told.get("sentiment"), told.get("types"), told.get("toxicity")
    if not isinstance(mood, str) or mood not in SETS["sentiment"]:
        return None
    if not isinstance(tier, str) or tier not in SETS["tier"]:
        return None
    if not isinstance(types, list) or not types or len(types) > len(SETS["types"]):
        return None
    if not all(isinstance(one, str) and one in SETS["types"] for one in types):
        return None
    named = tuple(dict.fromkeys(types))
    return Verdict(mood, tuple(one for one in named if one != "other") or ("other",), tier)
