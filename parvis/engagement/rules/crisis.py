"""Whether what is said looks like a crisis: a score, each factor with its evidence, and a threshold that learns. Pure.

score = 100 × volume^0.30 × negativity^0.25 × types^0.20 × newcomers^0.15 × reach^0.10, each factor between FLOOR and 1.
A product: what is missing keeps the whole low, and FLOOR keeps a figure that nobody knows from hiding all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log2, log10

WINDOW = timedelta(hours=24)
LEAST = 10
"""Posts in a day under which nothing is called a crisis."""
FLOOR = 0.05
WEIGHTS = {"volume": 0.30, "negativity": 0.25, "types": 0.20, "newcomers": 0.15, "reach": 0.10}
BASE, LOWEST, HIGHEST = 55.0, 35.0, 95.0
MARGIN = 5.0
"""A refused proposal must be outdone by so much; an accepted one would have been made so much earlier."""
STEP = 0.5
"""How far one decision moves the threshold towards what it says."""
REST = timedelta(hours=24)
"""After « not a crisis », this long, unless it gets worse by AGAIN."""
AGAIN = 1.25


class Role(StrEnum):
    PILOT = "pilot"
    SPOKESPERSON = "spokesperson"
    WRITER = "writer"
    APPROVER = "approver"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class Measures:
    """Of WINDOW. `usual`: posts of a day of the week before. `newcomers`: of the `authors`, those not heard for a month.
    `reach`: followers of those who are negative, each counted once. `typed`: posts of a watch for dangers, or read as crisis."""

    posts: int
    usual: float
    negative: int
    authors: int
    newcomers: int
    reach: int
    typed: int


@dataclass(frozen=True, slots=True)
class Factor:
    """`value`: from FLOOR to 1. `n`, `of`: the figures behind it."""

    name: str
    value: float
    n: float
    of: float


@dataclass(frozen=True, slots=True)
class Score:
    points: float
    factors: tuple[Factor, ...]


def score(m: Measures) -> Score:
    """From 0 to 100; 0 below LEAST posts."""
    heard, known = max(m.posts, 1), max(m.authors, 1)
    factors = (
        Factor("volume", _within(log2(max(m.posts, 1) / max(m.usual, 5.0)) / 3), m.posts, m.usual),
        Factor("negativity", _within((m.negative / heard - 0.1) / 0.4), m.negative, m.posts),
        Factor("types", _within(m.typed / heard / 0.5), m.typed, m.posts),
        Factor("newcomers", _within(m.newcomers / known / 0.5), m.newcomers, m.authors),
        Factor("reach", _within(log10(m.reach + 1) / 5), m.reach, 0),
    )
    points = 100.0
    for factor in factors:
        points *= factor.value ** WEIGHTS[factor.name]
    return Score(round(points, 1) if m.posts >= LEAST else 0.0, factors)


def _within(value: float) -> float:
    return round(min(1.0, max(FLOOR, value)), 3)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a proposal. `crisis`: they opened a room."""

    score: float
    crisis: bool
    at: datetime


def threshold(decisions: Sequence[Decision]) -> float:
    """Where the brand's threshold stands after these, oldest first: it starts at BASE, rises with each « not a crisis »
    and falls with each proposal that was taken up."""
    stands = BASE
    for one in decisions:
        wanted = one.score - MARGIN if one.crisis else one.score + MARGIN
        moved = stands + STEP * (wanted - stands)
        stands = min(stands, moved) if one.crisis else max(stands, moved)
        stands = min(HIGHEST, max(LOWEST, stands))
    return round(stands, 1)


def proposes(points: float, decisions: Sequence[Decision], at: datetime) -> bool:
    """Whether a person is asked."""
    if points < threshold(decisions):
        return False
    last = decisions[-1] if decisions else None
    return last is None or at - last.at >= REST or points >= AGAIN * last.score
