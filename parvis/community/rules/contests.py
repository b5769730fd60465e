"""Who may enter a contest, and who wins: a function that anybody can compute again. Pure.

Before the first entry the hash of a random seed is published; at the closing, the hash of the tickets; then the seed. A
ticket's lot is sha256("seed:list hash:ticket"), and the lowest lots win. Whoever has the list and the seed finds the same
winners, and neither could be changed after its hash was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Way(StrEnum):
    DRAW = "draw"
    VOTE = "vote"
    JURY = "jury"


class Refused(StrEnum):
    """Why a member may not enter, the first that holds."""

    NOT_OPEN = "not_open"
    TEAM = "team"
    TOO_YOUNG = "too_young"
    TRUST = "trust"


def commitment(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def list_hash(tickets: Iterable[str]) -> str:
    """Of the tickets in their order, one a line, each line ended."""
    return hashlib.sha256("".join(f"{ticket}\n" for ticket in sorted(tickets)).encode()).hexdigest()


def drawn(seed: str, tickets: Iterable[str]) -> list[str]:
    """All tickets in the order of their lots: the first ones win."""
    listed = sorted(tickets)
    over = list_hash(listed)
    return sorted(listed, key=lambda ticket: hashlib.sha256(f"{seed}:{over}:{ticket}".encode()).hexdigest())


def voted(seed: str, votes: Mapping[str, int]) -> list[str]:
    """All tickets, those with most votes first; lots decide between equals."""
    return sorted(drawn(seed, votes), key=lambda ticket: -votes[ticket])


def why_not_enter(
    *, opens_at: datetime, closes_at: datetime, closed: bool, team: bool, joined_at: datetime, age_days: int,
    has_trust: int, trust: int, at: datetime,
) -> Refused | None:  # fmt: skip
    """None = the member may enter."""
    if closed or not opens_at <= at < closes_at:
        return Refused.NOT_OPEN
    if team:
        return Refused.TEAM
    if at - joined_at < timedelta(days=age_days):
        return Refused.TOO_YOUNG
    return Refused.TRUST if has_trust < trust else None
