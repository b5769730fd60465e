"""Contests as their pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from parvis.community.models import Contest, ContestEntry, ContestVote, Topic
from parvis.community.rules.access import Who

ROWS = 50


@dataclass(frozen=True, slots=True)
class ContestSide:
    """A contest as one reader sees it. `what` None = not set yet. `ticket` "" = this reader did not enter; `place` as its entry's."""

    kind: str
    what: Contest | None
    open: bool
    ticket: str = ""
    place: int = 0


def contest_side(topic: Topic, who: Who, *, at: datetime) -> ContestSide:
    mine = ContestEntry.objects.filter(topic=OuterRef("pk"), member=who.member or 0)
    what: Any = (
        Contest.objects.filter(topic=topic)
        .annotate(my_ticket=Subquery(mine.values("ticket")[:1]), my_place=Subquery(mine.values("place")[:1]))
        .first()
    )
    if what is None:
        return ContestSide("contest", None, False)
    going = what.closed_at is None and what.opens_at <= at < what.closes_at
    return ContestSide("contest", what, going, what.my_ticket or "", what.my_place or 0)


def entries_of(topic: Topic, *, after: int = 0) -> list[ContestEntry]:
    """In the order in which they came; ROWS + 1 at most."""
    found = ContestEntry.objects.select_related("member").filter(topic=topic, pk__gt=after)
    return list(found.order_by("pk")[: ROWS + 1])


def every_entry(topic: Topic) -> Iterator[ContestEntry]:
    """For a table."""
    found = ContestEntry.objects.select_related("member").filter(topic=topic).order_by("pk")
    yield from found.iterator(chunk_size=500)


def winners_of(topic: Topic) -> list[ContestEntry]:
    found = ContestEntry.objects.select_related("member").filter(topic=topic, place__gt=0)
    return list(found.order_by("place"))


def tickets_of(topic: Topic) -> list[str]:
    """As their hash was taken: sorted."""
    return sorted(ContestEntry.objects.filter(topic=topic).values_list("ticket", flat=True))


def vote_of(topic: Topic, member_id: int) -> int:
    """The entry that this member voted for, 0 = none."""
    found = ContestVote.objects.filter(topic=topic, member_id=member_id).values_list("entry", flat=True).first()
    return found or 0


def entry_in(topic: Topic, pk: int) -> ContestEntry | None:
    return ContestEntry.objects.filter(topic=topic, pk=pk).first()
