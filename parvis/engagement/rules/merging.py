"""What two cases become when they are one: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from parvis.engagement.rules import CaseState, Outcome

KEPT = (
    *("state", "type", "priority", "outcome", "assignee_id", "department_id", "expert_id", "merged_into_id"),
    *("waiting_since", "due_at", "snoozed_until", "closed_at", "first_reply_at"),
)
"""All that a merge changes: with these a case is as it was."""
MOMENTS = frozenset({"waiting_since", "due_at", "snoozed_until", "closed_at", "first_reply_at"})


def merged(winner: Mapping[str, Any], loser: Mapping[str, Any]) -> dict[str, Any]:
    """What changes of the winner: whoever waits still waits, for as long; what is owed first stays owed then.

    Open when either is; the higher priority; its own owner, else the other's. Its type, place and person stay.
    """
    opened = CaseState.OPEN in (winner["state"], loser["state"])
    return {
        "state": CaseState.OPEN if opened else winner["state"],
        "priority": max(winner["priority"], loser["priority"]),
        "assignee_id": winner["assignee_id"] or loser["assignee_id"],
        "waiting_since": earlier(winner["waiting_since"], loser["waiting_since"]),
        "due_at": earlier(winner["due_at"], loser["due_at"]),
        "first_reply_at": earlier(winner["first_reply_at"], loser["first_reply_at"]),
        "snoozed_until": None if opened else winner["snoozed_until"],
    }


def absorbed(winner_id: int, at: datetime) -> dict[str, Any]:
    """What becomes of the other: it is closed, and everything about it is the winner's."""
    return {
        "state": CaseState.CLOSED,
        "outcome": Outcome.MERGED,
        "closed_at": at,
        "merged_into_id": winner_id,
        "waiting_since": None,
        "due_at": None,
        "snoozed_until": None,
    }


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The first of the two that there is."""
    given = [moment for moment in (one, other) if moment is not None]
    return min(given) if given else None


def kept(case: Any) -> dict[str, Any]:
    """How a case stands."""
    return {name: getattr(case, name) for name in KEPT}


def stored(standing: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in standing.items()}


def read_back(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in MOMENTS and value is not None else value
        for name, value in row.items()
        if name in KEPT
    }
