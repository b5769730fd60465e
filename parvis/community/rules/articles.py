"""How an article comes out, and what is told of it. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

WORDS_A_MINUTE = 220
"""As many people read on a screen."""
MOST_AUTHORS = 6
MOST_STARS = 5


class State(StrEnum):
    """PROPOSED: a member asks the team to let it out; SCHEDULED: it goes out by itself."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


def state_of(proposed_at: datetime | None, due_at: datetime | None, published_at: datetime | None) -> State:
    if published_at is not None:
        return State.PUBLISHED
    if due_at is not None:
        return State.SCHEDULED
    return State.PROPOSED if proposed_at is not None else State.DRAFT


def count_words(text: str) -> int:
    return len(text.split())


def minutes(words: int) -> int:
    """To read it; at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def mean(stars: int, ratings: int) -> float:
    """To one decimal; 0 when nobody rated it."""
    return round(stars / ratings, 1) if ratings else 0.0


def may_see(who: int | None, authors: frozenset[int], *, runs: bool) -> bool:
    """A text that is not out: for those who sign it, and for the team that runs or moderates the community."""
    return runs or (who is not None and who in authors)


def may_publish(who: int | None, authors: frozenset[int], *, team: bool, runs: bool) -> bool:
    """The team lets out what it signs, and what members proposed; a member asks."""
    return runs or (team and who is not None and who in authors)
