"""How somebody comes in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from parvis.community.rules.access import Room
from parvis.community.rules.kinds import Kind

LINK_GOOD_FOR = timedelta(days=2)
"""Of the link that proves an address."""
INVITED_FOR = timedelta(days=30)
"""Of the link by which the team lets people in."""


class Joining(StrEnum):
    """Whom a community lets in. APPROVAL: a person of the team says yes or no; INVITED: who holds a link of the team."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITED = "invited"


class Way(StrEnum):
    """What happens to whoever asks to come in."""

    IN = "in"
    WAIT = "wait"
    SHUT = "shut"


def way_in(joining: Joining, *, at_home: bool, invited: bool) -> Way:
    """`at_home`: of the team, or a member who left and comes back; `invited`: holds a link that is good."""
    if at_home or invited or joining is Joining.OPEN:
        return Way.IN
    return Way.WAIT if joining is Joining.APPROVAL else Way.SHUT


class Step(StrEnum):
    """Of the first steps."""

    CHARTER = "charter"
    INTERESTS = "interests"
    HELLO = "hello"


STEPS = tuple(Step)
_HELLO = ("presentation", "introduction", "bienvenue", "welcome", "accueil", "hello", "bonjour")


def first_steps(*, charter: bool, rooms: int, on_their_way: bool) -> list[Step]:
    """What a newcomer is led through. `charter`: there is one to agree to; `rooms`: that they may read; `on_their_way`: they
    came for one thing, to which the charter alone may stand between."""
    steps = [Step.CHARTER] if charter else []
    if not on_their_way:
        steps += [Step.INTERESTS] if rooms > 1 else []
        steps += [Step.HELLO] if rooms else []
    return steps


def hello_room(rooms: Sequence[Room]) -> Room | None:
    """Where one says who one is, of the rooms (in their order) that a newcomer may begin topics in: one made for it by
    its name, else the first for discussion, else the first."""
    for room in rooms:
        if room.slug.startswith(_HELLO):
            return room
    talk = [room for room in rooms if room.kind is Kind.DISCUSSION]
    return next(iter([*talk, *rooms]), None)
