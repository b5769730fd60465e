"""What becomes of an idea. Pure."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    NEW = "new"
    REVIEW = "review"
    PLANNED = "planned"
    PROGRESS = "progress"
    DONE = "done"
    DECLINED = "declined"


SAYS_WHY = frozenset({Status.DONE, Status.DECLINED})
"""What the team never says without a word of explanation."""


def status_of(state: str) -> Status:
    """A topic keeps "" while nobody has looked at its idea."""
    return Status(state) if state else Status.NEW


def stored(status: Status) -> str:
    return "" if status is Status.NEW else status.value


def takes_votes(status: Status) -> bool:
    """While nobody has decided."""
    return status not in SAYS_WHY
