"""A product test: who may apply, who is chosen, how a parcel travels, what becomes of a tester. Pure.

Testers are chosen by hand, by lot, or the first by hand and the rest by lot. The lot is that of contests: whoever has the list
and the seed finds the same order, and the waiting list goes on in it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REMINDED = timedelta(days=3)
"""Before feedback is due."""
GRACE = timedelta(days=14)
"""How long feedback is still awaited after its day; then it never came."""
ADDRESS_KEPT = timedelta(days=30)
"""How long after that day postal addresses are kept, for a parcel that is still under way."""
TOP = 5
"""Of a rating; 1 is the lowest."""


class Way(StrEnum):
    HAND = "hand"
    LOT = "lot"
    BOTH = "both"


class Phase(StrEnum):
    """Where a test stands as a whole."""

    SOON = "soon"
    APPLYING = "applying"
    CHOOSING = "choosing"
    TESTING = "testing"
    OVER = "over"


def phase(*, opens_at: datetime, closes_at: datetime, due_at: datetime, announced: bool, at: datetime) -> Phase:
    if announced:
        return Phase.TESTING if at < due_at else Phase.OVER
    if at < opens_at:
        return Phase.SOON
    return Phase.APPLYING if at < closes_at else Phase.CHOOSING


class State(StrEnum):
    """Of who applied. PICKED, ASIDE: the team's mark before the choice is told. MISSED: no feedback came."""

    APPLIED = "applied"
    PICKED = "picked"
    ASIDE = "aside"
    CHOSEN = "chosen"
    WAITING = "waiting"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    MISSED = "missed"


class Act(StrEnum):
    PICK = "pick"
    SET_ASIDE = "set_aside"
    UNMARK = "unmark"
    CHOOSE = "choose"
    WAIT = "wait"
    LET_GO = "let_go"
    WITHDRAW = "withdraw"
    TELL = "tell"
    MISS = "miss"


_UNDECIDED = (State.APPLIED, State.PICKED, State.ASIDE)
_MOVES: dict[Act, tuple[tuple[State, ...], State]] = {
    Act.PICK: ((State.APPLIED, State.ASIDE), State.PICKED),
    Act.SET_ASIDE: ((State.APPLIED, State.PICKED), State.ASIDE),
    Act.UNMARK: ((State.PICKED, State.ASIDE), State.APPLIED),
    Act.CHOOSE: ((State.APPLIED, State.PICKED, State.WAITING), State.CHOSEN),
    Act.WAIT: ((State.APPLIED,), State.WAITING),
    Act.LET_GO: ((*_UNDECIDED, State.WAITING), State.PASSED),
    Act.WITHDRAW: ((*_UNDECIDED, State.CHOSEN, State.WAITING), State.WITHDRAWN),
    Act.TELL: ((State.CHOSEN, State.MISSED), State.DONE),
    Act.MISS: ((State.CHOSEN,), State.MISSED),
}


def after(state: State, act: Act) -> State | None:
    """None = this cannot be done to somebody who stands so."""
    origin, there = _MOVES[act]
    return there if state in origin else None


class Parcel(StrEnum):
    """AWAITED: the address is not given yet."""

    AWAITED = "awaited"
    READY = "ready"
    SENT = "sent"
    RECEIVED = "received"
    PROBLEM = "problem"


class Move(StrEnum):
    ADDRESS = "address"
    SEND = "send"
    RECEIVE = "receive"
    FAIL = "fail"
    AGAIN = "again"


_ROADS: dict[Move, tuple[tuple[Parcel, ...], Parcel]] = {
    Move.ADDRESS: ((Parcel.AWAITED, Parcel.READY), Parcel.READY),
    Move.SEND: ((Parcel.READY, Parcel.SENT), Parcel.SENT),
    Move.RECEIVE: ((Parcel.SENT, Parcel.PROBLEM), Parcel.RECEIVED),
    Move.FAIL: ((Parcel.READY, Parcel.SENT, Parcel.RECEIVED), Parcel.PROBLEM),
    Move.AGAIN: ((Parcel.PROBLEM,), Parcel.READY),
}


def moved(parcel: Parcel, move: Move) -> Parcel | None:
    """None = it cannot go that way from where it is. An address may be mended until the parcel is sent."""
    origin, there = _ROADS[move]
    return there if parcel in origin else None


class Refused(StrEnum):
    """Why a member may not apply, the first that holds."""

    NOT_OPEN = "not_open"
    TEAM = "team"
    TOO_YOUNG = "too_young"
    TRUST = "trust"


def why_not_apply(
    *, now: Phase, team: bool, joined_at: datetime, age_days: int, has_trust: int, trust: int, at: datetime
) -> Refused | None:
    """None = the member may apply."""
    if now is not Phase.APPLYING:
        return Refused.NOT_OPEN
    if team:
        return Refused.TEAM
    if at - joined_at < timedelta(days=age_days):
        return Refused.TOO_YOUNG
    return Refused.TRUST if has_trust < trust else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Tickets: `chosen` by hand first, then by lot; `waiting` in their order."""

    chosen: Sequence[str]
    waiting: Sequence[str]


def chosen_among(way: Way, places: int, picked: Collection[str], lots: Sequence[str]) -> Choice | None:
    """`lots`: the tickets of who was neither picked nor set aside, in the order of their lots. None = more were picked than
    there are places, or nobody was where one chooses by hand."""
    if len(picked) > places or (way is Way.HAND and not picked) or (way is Way.LOT and picked):
        return None
    drawn = 0 if way is Way.HAND else places - len(picked)
    return Choice([*sorted(picked), *lots[:drawn]], lots[drawn:])


def late(state: State, *, due_at: datetime, at: datetime) -> bool:
    return state is State.CHOSEN and at >= due_at


def mean(ratings: dict[int, int]) -> float | None:
    """`ratings`: how many gave each; None without any."""
    given = sum(ratings.values())
    return sum(stars * n for stars, n in ratings.items()) / given if given else None
