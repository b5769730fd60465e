"""What members are told of, how, and when. Pure: hours and wishes come as values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones


class Kind(StrEnum):
    """The order is by weight: a post that would tell somebody in several ways tells them in the first.

    WATCHED: something new where they follow the topic, the space or who wrote it.
    """

    MESSAGE = "message"
    MENTION = "mention"
    QUOTE = "quote"
    REPLY = "reply"
    WATCHED = "watched"
    SOLVED = "solved"
    REACTION = "reaction"
    MODERATION = "moderation"


class What(StrEnum):
    """Of MODERATION: what was decided about a post, or that the charter asks to be read again."""

    PUBLISHED = "published"
    REFUSED = "refused"
    HIDDEN = "hidden"
    SHOWN = "shown"
    CHARTER = "charter"


class Channel(StrEnum):
    PAGE = "page"
    MAIL = "mail"
    PUSH = "push"


class Rhythm(StrEnum):
    """Of the digest."""

    NEVER = ""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


DEFAULTS = {
    Channel.PAGE: frozenset(Kind),
    Channel.MAIL: frozenset({Kind.MESSAGE, Kind.MENTION, Kind.QUOTE, Kind.REPLY, Kind.SOLVED, Kind.MODERATION}),
    Channel.PUSH: frozenset[Kind](),
}
"""For who never chose: by mail what is said to them, not what is said around them."""
DELAY = timedelta(minutes=10)
DELAYS = {Kind.WATCHED: timedelta(hours=1), Kind.REACTION: timedelta(hours=3)}
"""Before a mail leaves: whoever reads the page meanwhile gets none, and what comes together leaves together."""
NAMED_AT_ONCE, NAMED_AN_HOUR = 10, 40
"""Members that one post, and one author in an hour, may call by their names; whoever is called beyond is not told."""
KEPT_READ, KEPT = timedelta(days=30), timedelta(days=120)
"""How long a notice stays, once read and at most."""
PERIODS = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7), Rhythm.MONTHLY: timedelta(days=30)}
DIGEST_AT = time(8, 0)


def worded(kinds: Collection[Kind]) -> str:
    """As a wish stores them: between blanks, so that a database finds one whole."""
    return f" {' '.join(kind for kind in Kind if kind in kinds)} " if kinds else ""


def kinds_in(words: str) -> frozenset[Kind]:
    return frozenset(Kind(word) for word in words.split() if word in set(Kind))


def delay_of(kind: Kind) -> timedelta:
    return DELAYS.get(kind, DELAY)


def called(found: Collection[int], *, before: int) -> list[int]:
    """Whom a post may call, of those it names in their order. `before`: whom its author called within the hour."""
    return list(found)[: max(0, min(NAMED_AT_ONCE, NAMED_AN_HOUR - before))]


@dataclass(frozen=True, slots=True)
class Wishes:
    """`quiet`: from when to when no mail comes, by their clock; None = it may come at any hour."""

    zone: str
    quiet: tuple[time, time] | None = None
    kinds: dict[Channel, frozenset[Kind]] = field(default_factory=lambda: dict(DEFAULTS))
    rhythm: Rhythm = Rhythm.NEVER

    def wants(self, kind: Kind, channel: Channel) -> bool:
        return kind in self.kinds[channel]


def quiet_until(at: datetime, zone: str, quiet: tuple[time, time] | None) -> datetime | None:
    """When it may come, where it may not now. None = now. Night shifts and days without an hour (clocks put forward) too."""
    if quiet is None or quiet[0] == quiet[1]:
        return None
    local = at.astimezone(ZoneInfo(zone))
    first, last, clock = *quiet, local.time()
    within = first <= clock < last if first < last else clock >= first or clock < last
    if not within:
        return None
    day = local.date() if clock < last else local.date() + timedelta(days=1)
    ends = datetime.combine(day, last, ZoneInfo(zone)).astimezone(at.tzinfo)
    return ends if ends > at else at + timedelta(minutes=1)


def next_digest(at: datetime, rhythm: Rhythm, zone: str) -> datetime | None:
    """The next one after `at`: in the morning of who reads it. None = they asked for none."""
    if rhythm is Rhythm.NEVER:
        return None
    local = (at + PERIODS[rhythm]).astimezone(ZoneInfo(zone))
    return datetime.combine(local.date(), DIGEST_AT, ZoneInfo(zone)).astimezone(at.tzinfo)


def is_zone(name: str) -> bool:
    return name in available_timezones()
