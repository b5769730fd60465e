"""What a place is worth, what a link promises, what a budget takes. Pure: the formulas stand in docs/discovery.md."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from parvis.core.messages import Message

PAUSE: Final = 2.0
"""Seconds between two requests to one host, unless it asks for more."""
LEASE: Final = timedelta(seconds=60)
"""How long a host stays taken when nobody says that the visit is over."""
A_VISIT: Final = 1.2
"""Seconds that one request takes, all in all, where nobody waits for a host."""
PER_HOST: Final = 15
"""Requests to one host in one round: a calendar without end costs no more."""
TRIES: Final = 3
SAMPLES: Final = 6
SAMPLES_DAYS: Final = 30
MONTH: Final = timedelta(days=30)
TOUCH: Final = {
    "blogroll": 0.25,
    "opml": 0.25,
    "mention": 0.2,
    "author": 0.15,
    "hashtag": 0.35,
    "seed": 1.0,
    "place": 0.6,
    "feed": 0.2,
}
"""What the quality of a link adds to what it promises."""
FULL: Final = 0.5
"""A place where this share of the messages is on the theme speaks of nothing else."""
WEEKLY: Final = 7.0
CITED: Final = 6.0
COMMENTED: Final = 10.0
FOLLOWED: Final = 100_000
KIN: Final = 4.0
FRESH: Final = timedelta(days=14)
FADES: Final = timedelta(days=60)
"""After FRESH days of silence, activity halves every FADES days."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Of one round. `pages`: requests in all; `depth`: links away from a seed."""

    pages: int
    hosts: int
    depth: int
    minutes: int


LEAST, MOST = Budget(10, 1, 1, 1), Budget(5_000, 1_000, 6, 24 * 60)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of a place; None = nobody said. `silence`: since its last message."""

    posts: int
    on_theme: int
    weekly: float | None = None
    silence: timedelta | None = None
    comments: float | None = None
    followers: int | None = None
    cited_by: int = 0
    kin: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """`value` 0–100; the parts 0–1. `confidence`: low, fair or good."""

    value: float
    relevance: float
    activity: float
    audience: float
    overlap: float
    confidence: str


def score(told: Evidence) -> Score:
    """100 · √relevance · (0.5 + 0.2 activity + 0.2 audience + 0.1 overlap): without the theme, nothing else counts."""
    parts = relevance(told), activity(told), audience(told), _share(told.kin, KIN)
    r, a, u, o = parts
    value = 100 * math.sqrt(r) * (0.5 + 0.2 * a + 0.2 * u + 0.1 * o)
    return Score(round(value, 1), *parts, confidence(told))


def relevance(told: Evidence) -> float:
    """The share of its messages that are on the theme, with two unseen ones counted against it; full at one in two."""
    return min(1.0, told.on_theme / (told.posts + 2) / FULL)


def activity(told: Evidence) -> float:
    """Messages a week, in doublings up to seven; fading with silence. 0 when nothing is dated."""
    if told.weekly is None or told.silence is None:
        return 0.0
    late = max(told.silence - FRESH, timedelta())
    return min(1.0, math.log2(1 + told.weekly) / math.log2(1 + WEEKLY)) * math.pow(0.5, late / FADES)


def audience(told: Evidence) -> float:
    """Who points there, comments, followers: the best of what is known, so that what nobody says takes nothing away."""
    said = [_share(told.cited_by, CITED)]
    if told.comments is not None:
        said.append(_share(told.comments, COMMENTED))
    if told.followers is not None:
        said.append(min(1.0, math.log1p(told.followers) / math.log1p(FOLLOWED)))
    return max(said)


def confidence(told: Evidence) -> str:
    if told.posts >= 15 and told.weekly is not None:
        return "good"
    return "fair" if told.posts >= 5 else "low"


def _share(n: float, full: float) -> float:
    """0 for none, 1 from `full` on; the first ones count most."""
    return min(1.0, math.sqrt(max(n, 0) / full))


def reasons(told: Evidence, language: str = "", ears: str = "") -> list[Message]:
    """The figures behind a score as sentences, the weightiest first; never a bare number."""
    said = [Message("On the theme: %(n)s of its last %(all)s messages.", {"n": told.on_theme, "all": told.posts})]
    if told.kin:
        said.append(Message("Places that you listen to or named, and that are linked with it: %(n)s.", {"n": told.kin}))
    if told.cited_by:
        said.append(Message("Other places found here that point to it: %(n)s.", {"n": told.cited_by}))
    said += _alive(told)
    if told.comments is not None:
        said.append(_talk(told.comments))
    if told.followers is not None:
        said.append(Message("Followers, as its network says: %(n)s.", {"n": told.followers}))
    if language:
        said.append(Message("Writes mostly in: %(language)s.", {"language": language}))
    if ears:
        said.append(Message("Wants to know who links to it (%(how)s): a link from you will be seen.", {"how": ears}))
    return said


def _alive(told: Evidence) -> list[Message]:
    if told.weekly is None or told.silence is None:
        return [Message("Its messages bear no dates: how alive it is remains unknown.")]
    days = told.silence.days
    last = Message("The last message is of less than a day ago.")
    if days:
        last = Message("Days since its last message: %(n)s.", {"n": days})
    return [last, _pace(told.weekly)]


def _pace(per_week: float) -> Message:
    n = round(per_week)
    return Message("Messages a week: %(n)s.", {"n": n}) if n else Message("Less than a message a week.")


def _talk(per_message: float) -> Message:
    n = round(per_message)
    return Message("Comments a message: %(n)s.", {"n": n}) if n else Message("Less than a comment a message.")


def promise(*, theme: float, anchor: bool, bond: str, depth: int, inside: bool = False) -> float:
    """How much an address promises, 0–1, before it was seen. `theme`: how far what points to it is on the theme (0–1);
    `anchor`: whether the words of the link are; `inside`: a page of the same site."""
    worth = 0.1 + 0.4 * theme + 0.25 * anchor + TOUCH.get(bond, 0.0)
    return round(min(1.0, worth) * 0.8**depth * (0.3 if inside else 1.0), 4)


def weekly(moments: Iterable[datetime]) -> float | None:
    """Messages a week, from the oldest to the newest of these; None with fewer than two."""
    listed = sorted(moments)
    if len(listed) < 2:
        return None
    return round((len(listed) - 1) / max((listed[-1] - listed[0]) / timedelta(days=7), 1 / 7), 2)


def minutes_for(budget: Budget) -> int:
    """How long a round takes at most, honestly: requests, and the pauses where few hosts share them."""
    each = max(A_VISIT, (PAUSE + A_VISIT) / max(1, budget.hosts))
    return max(1, min(budget.minutes, math.ceil(min(budget.pages, budget.hosts * PER_HOST) * each / 60)))


def within(budget: Budget) -> Budget:
    """The same within what the house allows."""
    return Budget(
        *(
            max(low, min(asked, high))
            for asked, low, high in zip(
                (budget.pages, budget.hosts, budget.depth, budget.minutes),
                (LEAST.pages, LEAST.hosts, LEAST.depth, LEAST.minutes),
                (MOST.pages, MOST.hosts, MOST.depth, MOST.minutes),
                strict=True,
            )
        )
    )
