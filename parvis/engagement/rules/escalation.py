"""When a case that nobody answers makes itself heard: pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from parvis.engagement.rules.hours import NEVER, Hours, after, between
from parvis.engagement.rules.targets import has_target


class Act(StrEnum):
    TELL_ASSIGNEE = "tell_assignee"
    """Whoever holds the case and whoever is asked about it; the leads when nobody is."""
    TELL_LEAD = "tell_lead"
    """The seat that the step names; every owner and manager when it names none."""
    RAISE = "raise"
    """One priority higher, at most urgent. What is owed keeps its time."""
    SEND = "send"
    """To a department, as a person would send it."""


class Unit(StrEnum):
    PERCENT = "percent"
    """Of the open time between the first word and the due moment: 100 is the due moment itself."""
    MINUTES = "minutes"
    """Of open time since the first word."""


MOST = {Unit.PERCENT: 1000, Unit.MINUTES: 60 * 24 * 60}


@dataclass(frozen=True, slots=True)
class Step:
    """`since`: it acts on moments from then on, so that a new step does not wake the whole past. `type` "" = every case."""

    step_id: int
    unit: str
    amount: int
    since: datetime
    type: str = ""


def fires_at(step: Step, waiting_since: datetime, due_at: datetime, hours: Hours) -> datetime:
    """The moment at which the step acts; NEVER for a share of a target that there is not."""
    if step.unit == Unit.MINUTES:
        return after(waiting_since, timedelta(minutes=step.amount), hours)
    if not has_target(due_at):
        return NEVER
    whole = between(waiting_since, due_at, hours)
    return after(waiting_since, whole * step.amount / 100, hours) if whole else due_at


@dataclass(frozen=True, slots=True)
class Plan:
    """`now`: steps to take, in the order of their moments; `next_at`: when to look again, NEVER = not before a change."""

    now: tuple[int, ...]
    next_at: datetime


def plan(
    steps: list[Step], done: set[int], kind: str, waiting_since: datetime, due_at: datetime, hours: Hours, at: datetime
) -> Plan:
    """What is to be done at `at` for a case that waits. `done`: steps taken since the person began to wait."""
    moments = sorted(
        (moment, step.step_id)
        for step in steps
        if step.step_id not in done and step.type in ("", kind)
        if (moment := fires_at(step, waiting_since, due_at, hours)) >= step.since
    )
    return Plan(
        tuple(step_id for moment, step_id in moments if moment <= at),
        min((moment for moment, _ in moments if moment > at), default=NEVER),
    )
