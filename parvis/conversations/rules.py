"""What a post's date and place in a thread may be: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from parvis.connectors.contract import Act, Standing

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it, no public conversation on the Internet has a date that can be believed."""
TOLERANCE = timedelta(hours=1)
"""Clocks of other machines run ahead; beyond this, a future date is an error of its author."""


KEPT_BACK = "secret"
"""The visibility of places that hold private messages: no watch, no figure, no list of everything sees them."""
SEALED = "sealed"
"""The visibility of rooms of our own community that are not for the whole team: nothing of them leaves the community's pages."""


EVERYTHING = "everything"
"""The kind of places that are streams of all that is said on a network: followed, never asked."""


def believable(at: datetime | None, received: datetime) -> datetime:
    """`at` when it can be true, else the time of arrival: 1899 and 2199 exist in real feeds."""
    if at is None or at < EARLIEST or at > received + TOLERANCE:
        return received
    return min(at, received)


def retry_after(failures: int) -> timedelta:
    """How long to leave a failing place alone: 1, 2, 4… minutes, at most six hours."""
    return min(timedelta(minutes=2 ** min(failures - 1, 20)), timedelta(hours=6))


VEIL = "erased:"


def veiled_id(fingerprint: str) -> str:
    """What stands for the id of a post or thread of somebody who asked to be forgotten."""
    return VEIL + fingerprint


ACTS: Mapping[Standing, tuple[Act, ...]] = {
    "": (Act.HOLD, Act.SPAM, Act.TRASH),
    "held": (Act.APPROVE, Act.SPAM, Act.TRASH),
    "spam": (Act.RESTORE, Act.APPROVE, Act.TRASH),
    "trash": (Act.RESTORE, Act.APPROVE, Act.SPAM),
}
"""What can be decided of a post, by how it stands: the likeliest first."""
_TO: Mapping[str, Act] = {"": Act.APPROVE, "held": Act.HOLD, "spam": Act.SPAM, "trash": Act.TRASH}


def opposite(act: str, before: str) -> Act:
    """What brings a post back to how it stood before `act`."""
    if act in (Act.SPAM, Act.TRASH) and before in ("", "held"):
        return Act.RESTORE
    return _TO[before]
