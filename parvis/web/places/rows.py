"""A place as its screens show it: how it is doing in words, what is to be done, who comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parvis.conversations.doing import BY_HAND, behind, health_of, stream_of
from parvis.conversations.health import Health, State
from parvis.conversations.models import Place, Stream

KINDS = {
    State.FAILING: "bad", State.ENDED: "bad", State.EXPIRING: "warn", State.WAITING: "warn", State.QUIET: "warn", State.NEW: "info",
    State.OK: "good", State.PAUSED: "", State.REMOVED: "",
}  # fmt: skip
ICONS = {
    State.FAILING: "alert", State.ENDED: "alert", State.EXPIRING: "lock", State.WAITING: "clock", State.QUIET: "snooze", State.NEW: "refresh",
    State.OK: "check", State.PAUSED: "pause", State.REMOVED: "trash",
}  # fmt: skip
ORDER = list(KINDS)
"""What needs a person most stands first."""
GROUPS: Mapping[str, tuple[State, ...]] = {
    "trouble": (State.FAILING, State.ENDED),
    "waiting": (State.EXPIRING, State.WAITING, State.QUIET),
    "listening": (State.OK, State.NEW),
    "paused": (State.PAUSED,),
    "removed": (State.REMOVED,),
}
"""Filters of the list. Removed places are shown only when asked for."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """`behind`: of a stream, how long ago the last that was heard was said."""

    place: Place
    stream: Stream | None
    health: Health
    behind: timedelta | None = None

    @property
    def group(self) -> str:
        return next(name for name, states in GROUPS.items() if self.health.state in states)

    @property
    def kind(self) -> str:
        return KINDS[self.health.state]

    @property
    def icon(self) -> str:
        return ICONS[self.health.state]

    @property
    def label(self) -> str:
        return state_name(self.health.state)

    @property
    def speaks(self) -> bool:
        """Its message says more than its label."""
        return self.kind in ("bad", "warn") or self.place.network == BY_HAND

    @property
    def reading(self) -> bool:
        """Its first reading has not come back yet."""
        return self.health.state == State.NEW

    @property
    def ending(self) -> bool:
        """Its access ends soon, or has ended."""
        return self.health.state == State.EXPIRING

    @property
    def expired(self) -> bool:
        """Only a new password helps."""
        return bool(self.stream and self.stream.problem and self.stream.problem.get("kind") == "AuthExpired")


def row_of(place: Place, at: datetime) -> PlaceRow:
    """`place.streams` prefetched: no query."""
    return PlaceRow(place, stream_of(place), health_of(place, at), behind(place, at))


def in_order(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    """Places in trouble first, then by name."""
    return sorted(rows, key=lambda r: (ORDER.index(r.health.state), r.place.name.casefold(), r.place.pk))


def counted(rows: Iterable[PlaceRow]) -> Counter[str]:
    return Counter(row.group for row in rows)


def state_name(state: State) -> str:
    return {
        State.FAILING: _("Failing"),
        State.ENDED: _("Gone"),
        State.EXPIRING: _("Access ending"),
        State.WAITING: _("Waiting"),
        State.QUIET: _("Quiet"),
        State.NEW: _("First reading"),
        State.OK: _("All well"),
        State.PAUSED: _("Paused"),
        State.REMOVED: _("Removed"),
    }[state]


def group_name(group: str) -> str:
    return {
        "trouble": _("In trouble"),
        "waiting": _("Waiting or quiet"),
        "listening": _("All well"),
        "paused": _("Paused"),
        "removed": _("Removed"),
    }[group]
