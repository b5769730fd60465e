"""Who gets a seat, and when one is reminded. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

REMINDED = timedelta(hours=24)
"""Before it begins."""
TOLD_KEPT = timedelta(days=30)
"""How long after an event what its guests were asked is kept."""
MOST_ASKED = 10
"""Things one is asked when signing up."""


class Answer(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Seat(StrEnum):
    NONE = ""
    IN = "in"
    WAITING = "waiting"


def seat_for(answer: Answer, has: Seat, *, seats: int, taken: int, waiting: int) -> Seat:
    """The seat that an answer leads to. Nobody overtakes those who wait; who has a seat keeps it."""
    if answer is not Answer.YES:
        return Seat.NONE
    if has is not Seat.NONE:
        return has
    return Seat.IN if seats == 0 or (taken < seats and not waiting) else Seat.WAITING


def free(seats: int, taken: int, waiting: int) -> int:
    """How many of those who wait can be seated."""
    return waiting if seats == 0 else max(0, min(waiting, seats - taken))


def reminder_at(starts_at: datetime) -> datetime:
    return starts_at - REMINDED
