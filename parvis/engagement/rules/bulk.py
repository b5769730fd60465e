"""What may be done to many cases at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Kind = Literal["assign", "snooze", "close", "priority", "type"]
KINDS: tuple[Kind, ...] = ("assign", "snooze", "close", "priority", "type")
PART = 200
"""Cases in one transaction: some 100 ms on a small machine, so that nobody else waits for long."""
MOST = 5000
"""Cases in one bulk."""
UNDONE_WITHIN = timedelta(minutes=30)
FIELDS = ("state", "type", "priority", "outcome", "assignee_id", "department_id", "expert_id")
MOMENTS = ("waiting_since", "due_at", "snoozed_until", "closed_at", "updated_at")
"""What an act may change; with these a case is as it was."""


@dataclass(frozen=True, slots=True)
class Act:
    """`value`: a seat's id ("" = nobody), a moment in ISO 8601, an outcome, a priority, a type."""

    kind: Kind
    value: str

    def stored(self) -> dict[str, str]:
        return {"kind": self.kind, "value": self.value}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Act:
        """Raises KeyError."""
        return cls(next(kind for kind in KINDS if kind == stored["kind"]), str(stored["value"]))


def keep(row: Any) -> dict[str, Any]:
    """How a case stands, as JSON."""
    moments = {name: getattr(row, name) for name in MOMENTS}
    return {
        **{name: getattr(row, name) for name in FIELDS},
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }


def restore(row: Any, kept: Mapping[str, Any]) -> None:
    """Make it stand so again."""
    for name in FIELDS:
        setattr(row, name, kept[name])
    for name in MOMENTS:
        setattr(row, name, datetime.fromisoformat(kept[name]) if kept[name] else None)
