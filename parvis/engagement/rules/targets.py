"""How soon an answer is owed, to whom, and in whose time: pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parvis.engagement.rules.hours import ALWAYS, NEVER, Hours, after, between

DEFAULT_MINUTES = {"email": 24 * 60, "feed": 8 * 60}
SOCIAL_MINUTES = 2 * 60
REVIEW_MINUTES = 24 * 60
LONGEST_MINUTES = 60 * 24 * 60
"""Sixty days: who waits longer is not waiting any more."""


@dataclass(frozen=True, slots=True)
class Key:
    """For whom a target counts. `network` "" = every one, `kind` (of post) "" = every one, `priority` None = every one."""

    network: str = ""
    kind: str = ""
    priority: int | None = None

    def fits(self, asked: Key) -> bool:
        return (
            self.network in ("", asked.network)
            and self.kind in ("", asked.kind)
            and self.priority in (None, asked.priority)
        )

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        """Which of two targets that fit decides: a priority says more than a network, a network more than a kind."""
        return (self.priority is not None, self.network != "", self.kind != "")


@dataclass(frozen=True, slots=True)
class Target:
    """`around_the_clock`: its minutes pass at night and on closed days too."""

    minutes: int
    around_the_clock: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a brand promises those who write to it."""

    targets: Mapping[Key, Target] = field(default_factory=dict)
    hours: Hours = ALWAYS

    def target(self, network: str, kind: str, priority: int = 0) -> Target:
        """The most particular of the brand's targets that fit; else 24 h for reviews and e-mail, 8 h for comments found
        by feeds, 2 h elsewhere, in the brand's open time."""
        asked = Key(network, kind, priority)
        fitting = [key for key in self.targets if key.fits(asked)]
        if fitting:
            return self.targets[max(fitting, key=lambda key: key.weight)]
        return Target(REVIEW_MINUTES if kind == "review" else DEFAULT_MINUTES.get(network, SOCIAL_MINUTES))

    def hours_of(self, target: Target) -> Hours:
        return ALWAYS if target.around_the_clock else self.hours

    def due(self, waiting_since: datetime, network: str, kind: str, priority: int = 0) -> datetime:
        """When an answer is owed: the target's minutes of open time after the person began to wait. NEVER: at no moment."""
        target = self.target(network, kind, priority)
        return after(waiting_since, timedelta(minutes=target.minutes), self.hours_of(target))

    def waited(self, start: datetime, end: datetime) -> timedelta:
        """How much of the brand's open time lies between."""
        return between(start, end, self.hours)


def has_target(due_at: datetime | None) -> bool:
    return due_at is not None and due_at < NEVER
