"""What raises an alert, and how none becomes a flood: pure functions of what was heard."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    HIT = "hit"
    VOLUME = "volume"
    NEGATIVE = "negative"
    REACH = "reach"
    WORD = "word"
    BURST = "burst"
    SILENCE = "silence"


COUNTING = frozenset({Kind.VOLUME, Kind.NEGATIVE})
"""Kinds that look at all posts of the last hours together."""
SWINGING = frozenset({Kind.BURST, Kind.SILENCE})
"""Kinds that listening finds by its own statistic."""
ENOUGH = 5
"""Posts under which no share is told."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trigger:
    """VOLUME: more than `amount` posts in `hours`; NEGATIVE: `amount` percent of them and more; REACH: an author of `amount`
    followers and more; WORD: one of `words`, with commas between, a final * for any ending."""

    kind: Kind
    amount: int = 0
    hours: int = 1
    words: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """`text`: its folded words, a space around each. `followers`: of its author, None = nobody said."""

    post_id: int
    at: datetime
    negative: bool = False
    followers: int | None = None
    text: str = " "


@dataclass(frozen=True, slots=True)
class Raised:
    """Why: the posts, and the figures that a person checks it by."""

    posts: tuple[int, ...]
    figures: Mapping[str, Any]


def phrases(words: str, fold: Any) -> list[str]:
    """What is looked for in `Heard.text`. `fold`: text → folded words."""
    found = []
    for part in words.split(","):
        whole = part.strip()
        folded = " ".join(fold(whole.rstrip("*")))
        if folded:
            found.append(f" {folded}" if whole.endswith("*") else f" {folded} ")
    return found


def touches(trigger: Trigger, post: Heard, sought: Sequence[str] = ()) -> bool:
    """Whether this post alone raises it."""
    match trigger.kind:
        case Kind.HIT:
            return True
        case Kind.REACH:
            return post.followers is not None and post.followers >= max(trigger.amount, 1)
        case Kind.WORD:
            return any(phrase in post.text for phrase in sought)
    return False


def counted(trigger: Trigger, total: int, negative: int) -> Mapping[str, Any] | None:
    """The figures of the last hours, where they raise it."""
    if trigger.kind is Kind.VOLUME and total > trigger.amount:
        return {"posts": total, "hours": trigger.hours}
    if trigger.kind is Kind.NEGATIVE and total >= ENOUGH and 100 * negative >= trigger.amount * total:
        return {"posts": total, "negative": negative, "hours": trigger.hours}
    return None


def raised(
    trigger: Trigger, fresh: Sequence[Heard], recent: Sequence[Heard], sought: Sequence[str] = ()
) -> Raised | None:
    """`fresh`: what the rule has not looked at yet; `recent`: all of its last `hours`, those among them."""
    if trigger.kind in COUNTING:
        if not fresh:
            return None
        figures = counted(trigger, len(recent), sum(post.negative for post in recent))
        return Raised(tuple(post.post_id for post in recent), figures) if figures else None
    caught = [post for post in fresh if touches(trigger, post, sought)]
    if not caught:
        return None
    figures = {"posts": len(caught)}
    if trigger.kind is Kind.REACH:
        figures["followers"] = max(post.followers or 0 for post in caught)
    return Raised(tuple(post.post_id for post in caught), figures)


# No flood -----------------------------------------------------------------------------------------------------------


class Placed(StrEnum):
    FOLDED = "folded"
    AT_ONCE = "at_once"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Limits:
    window: timedelta
    a_day: int
    digest: bool = False


def limits_of(trigger: Trigger, window: int, a_day: int, digest: bool) -> Limits:
    """`window`: minutes. A rule that counts over hours says the same thing once in these hours."""
    least = timedelta(minutes=max(window, 1))
    if trigger.kind in COUNTING:
        least = max(least, timedelta(hours=trigger.hours))
    return Limits(max(least, DAY) if trigger.kind in SWINGING else least, a_day, digest)


def placed(last: datetime | None, told_today: int, limits: Limits, at: datetime) -> Placed:
    """`last`: when the rule's last alert began; `told_today`: how many it told at once since midnight."""
    if last is not None and at < last + limits.window:
        return Placed.FOLDED
    return Placed.DIGEST if limits.digest or told_today >= limits.a_day else Placed.AT_ONCE


@dataclass(slots=True)
class Replay:
    """What a rule would have done. `moments`: of each alert, and the posts that it would have held."""

    at_once: int = 0
    digest: int = 0
    folded: int = 0
    moments: list[tuple[datetime, int]] | None = None


class Flow:
    """A rule over a stretch of time, moment after moment."""

    def __init__(self, limits: Limits, zone: tzinfo) -> None:
        self.limits, self.zone = limits, zone
        self.last: datetime | None = None
        self.today: tuple[date | None, int] = (None, 0)
        self.alerts: list[tuple[datetime, int, Placed]] = []

    def raise_at(self, at: datetime, posts: int = 1) -> Placed:
        day = at.astimezone(self.zone).date()
        told = self.today[1] if self.today[0] == day else 0
        where = placed(self.last, told, self.limits, at)
        if where is Placed.FOLDED:
            begun, held, how = self.alerts[-1]
            self.alerts[-1] = (begun, held + posts, how)
        else:
            self.alerts.append((at, posts, where))
            self.last, self.today = at, (day, told + (where is Placed.AT_ONCE))
        return where


def replay(
    trigger: Trigger, limits: Limits, heard: Iterable[Heard], zone: tzinfo, sought: Sequence[str] = ()
) -> Replay:
    """`heard`: oldest first."""
    flow, folded = Flow(limits, zone), 0
    recent: deque[Heard] = deque()
    negative = 0
    for post in heard:
        if trigger.kind in COUNTING:
            recent.append(post)
            negative += post.negative
            while recent[0].at <= post.at - timedelta(hours=trigger.hours):
                negative -= recent.popleft().negative
            if not counted(trigger, len(recent), negative):
                continue
        elif not touches(trigger, post, sought):
            continue
        folded += flow.raise_at(post.at) is Placed.FOLDED
    return _told(flow, folded)


def replay_swings(limits: Limits, swings: Iterable[tuple[datetime, int]], zone: tzinfo) -> Replay:
    """As `replay`, for bursts and silences: when each began, oldest first, and its posts."""
    flow, folded = Flow(limits, zone), 0
    for at, posts in swings:
        folded += flow.raise_at(at, posts) is Placed.FOLDED
    return _told(flow, folded)


def _told(flow: Flow, folded: int) -> Replay:
    ways = [how for _at, _n, how in flow.alerts]
    moments = [(at, posts) for at, posts, _how in flow.alerts]
    return Replay(ways.count(Placed.AT_ONCE), ways.count(Placed.DIGEST), folded, moments)
