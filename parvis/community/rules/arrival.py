"""How somebody comes in. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

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
