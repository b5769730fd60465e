"""An alert on its way to a person: when it may come, how often it is tried, and what nobody can know. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from parvis.engagement.rules.hours import DAY, Hours, is_open, stretches


class State(StrEnum):
    """WAITING → SENDING → SENT, or WAITING again where it surely did not leave, FAILED after the last try, UNKNOWN where it
    may have left: never sent again by itself. LEFT: not to be sent (they asked for quiet, their seat ended, not theirs to see)."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LEFT = "left"


class End(StrEnum):
    """What came of a try."""

    SENT = "sent"
    REFUSED = "refused"
    DOUBTED = "doubted"


LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120))
"""Between two tries of a mail that surely did not leave; after the last it has failed."""


def after(end: End, attempts: int, at: datetime) -> tuple[State, datetime | None]:
    """The state, and when it is tried again. `attempts`: the tries that were made, this one among them."""
    match end:
        case End.SENT:
            return State.SENT, None
        case End.DOUBTED:
            return State.UNKNOWN, None
    if attempts > len(PAUSES):
        return State.FAILED, None
    return State.WAITING, at + PAUSES[attempts - 1]


@dataclass(frozen=True, slots=True)
class Wishes:
    """`quiet`: "", "hours" (minutes of the day from `first` to `last`, over midnight too) or "closed" (outside opening hours)."""

    quiet: str = ""
    first: int = 20 * 60
    last: int = 8 * 60
    digest_only: bool = False
    digest_at: int = 9 * 60


def due(at: datetime, wishes: Wishes, hours: Hours, *, digest: bool, urgent: bool) -> datetime:
    """When it may come. `hours`: of the brand, whose zone counts. What is urgent waits for nothing."""
    if urgent:
        return at
    when = _next_at(at, wishes.digest_at, hours) if digest or wishes.digest_only else at
    return _out_of_quiet(when, wishes, hours)


def _next_at(at: datetime, minute: int, hours: Hours) -> datetime:
    local = at.astimezone(hours.zone)
    wanted = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    if wanted <= local:
        wanted = (wanted + timedelta(days=1)).replace(hour=minute // 60, minute=minute % 60)
    return wanted.astimezone(at.tzinfo)


def _out_of_quiet(at: datetime, wishes: Wishes, hours: Hours) -> datetime:
    if wishes.quiet == "hours" and wishes.first != wishes.last:
        local = at.astimezone(hours.zone)
        minute = local.hour * 60 + local.minute
        within = (minute - wishes.first) % DAY < (wishes.last - wishes.first) % DAY
        return _next_at(at, wishes.last, hours) if within else at
    if wishes.quiet == "closed" and not is_open(at, hours):
        return next((opens for opens, _closes in stretches(at, hours)), at)
    return at
