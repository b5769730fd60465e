"""The topics of a space otherwise than by what moved last: by votes, the newest, those of a state; and those alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.community.models import IdeaStep, TitleWord, Topic
from parvis.community.queries.house import House
from parvis.community.queries.topics import ROWS, Line, lined
from parvis.community.rules.access import Who
from parvis.community.rules.ideas import Status
from parvis.community.rules.kinds import Kind
from parvis.community.rules.likeness import FOUND_AGAIN, alike, stems

POSTINGS = 200
"""Titles looked at for each word that somebody types."""
OFFERED = 5


class Order(StrEnum):
    VOTES = "votes"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class After:
    """Where the next page begins: after the last line of the one before. `score`: 0 where the order is not by votes."""

    id: int
    score: int = 0


def sorted_lines(
    house: House, who: Who, space_id: int, *, order: Order, state: str | None, after: After | None
) -> list[Line]:
    """`state` None = any, "" = none yet (unsolved, new). ROWS + 1 at most, found by an index whatever their number."""
    more: str
    given: list[Any]
    more, given = ("AND t.state = %s", [state]) if state is not None else ("", [])
    if order is Order.VOTES:
        if after is not None:
            more += " AND t.score <= %s AND (t.score < %s OR t.thread_id < %s)"
            given = [*given, after.score, after.score, after.id]
        return lined(house, who, [space_id], more, given, "t.score DESC, t.thread_id DESC", ROWS + 1)
    if after is not None:
        more, given = f"{more} AND t.thread_id < %s", [*given, after.id]
    return lined(house, who, [space_id], more, given, "t.thread_id DESC", ROWS + 1)


@dataclass(frozen=True, slots=True)
class Kept:
    """An idea that was done, with the team's word for it."""

    line: Line
    word: str


def kept_ideas(house: House, who: Who, space_id: int, *, after: After | None) -> list[Kept]:
    """ "You said, we did": the newest ideas first. Two or three queries."""
    found = sorted_lines(house, who, space_id, order=Order.NEWEST, state=Status.DONE, after=after)
    said: dict[int, str] = {}
    steps = IdeaStep.objects.filter(topic_id__in=[line.id for line in found], state=Status.DONE).order_by("-id")
    for topic, word in steps.values_list("topic_id", "word"):
        said.setdefault(topic, word)
    return [Kept(line, said.get(line.id, "")) for line in found]


def alike_in(house: House, who: Who, kind: Kind, title: str) -> list[Topic]:
    """Topics of `kind`, wherever this reader may read them, that say about the same; none for kinds that need it not."""
    if kind not in FOUND_AGAIN:
        return []
    return titles_like(house, [id for id in house.readable(who) if house.rooms[id].kind is kind], title[:200])


def titles_like(house: House, spaces: Collection[int], title: str) -> list[Topic]:
    """Topics of `spaces` (that the reader may read) whose titles say about the same, the nearest first. A query for each
    telling word of the title, which looks at the POSTINGS newest titles that hold it, and one for the topics."""
    wanted = stems(title)
    held: dict[int, list[str]] = {}
    for stem in wanted:
        found = TitleWord.objects.filter(brand_id=house.brand_id, stem=stem, topic__space_id__in=spaces)
        for topic in found.order_by("-topic_id").values_list("topic_id", flat=True)[:POSTINGS]:
            held.setdefault(topic, []).append(stem)
    near = _nearest(held)
    whole: dict[int, list[str]] = {topic: [] for topic in near}
    for topic, stem in TitleWord.objects.filter(topic_id__in=near).values_list("topic_id", "stem"):
        whole[topic].append(stem)
    chosen = alike(wanted, whole)[:OFFERED]
    topics = Topic.objects.in_bulk(chosen)
    return [one for pk in chosen if (one := topics.get(pk)) is not None and one.hidden_at is None]


def _nearest(held: dict[int, list[str]]) -> Sequence[int]:
    """Those that share most words, newest first among equals."""
    return sorted(held, key=lambda topic: (-len(held[topic]), -topic))[:50]
