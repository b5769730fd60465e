"""Polls as a topic's page shows them, and what was chosen in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from parvis.community.models import Ballot, Member, Poll, PollVoter, Topic
from parvis.community.rules.access import Who
from parvis.community.rules.polls import (
    Asks,
    Choice,
    Question,
    Row,
    Shows,
    ballot_key,
    is_open,
    may_see,
    questions_of,
    results,
)

NAMED = 200
"""Ballots whose names a page shows."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A poll as one reader sees it. `results`: by question; None = not shown to this reader (yet)."""

    poll: Poll
    questions: list[Question]
    open: bool
    voted: bool
    results: dict[int, list[Row]] | None

    @property
    def survey(self) -> bool:
        return len(self.questions) > 1

    def answered(self, question: Question) -> int:
        """How many answered this question."""
        return int(self.poll.tally.get(str(question.id), {}).get("n", 0))


def polls_of(topic: Topic, who: Who, *, at: datetime) -> list[Sight]:
    """In the order in which they were made. One query; none where there are none."""
    if not topic.polls:
        return []
    return [_sight(poll, who, at) for poll in _polls(who).filter(topic=topic).order_by("pk")]


def poll_for(topic_brand: int, who: Who, pk: int, *, at: datetime) -> Sight | None:
    """The caller asks whether its topic may be read."""
    poll = _polls(who).select_related("topic").filter(brand_id=topic_brand, pk=pk).first()
    return _sight(poll, who, at) if poll else None


def _polls(who: Who) -> Any:
    voted = PollVoter.objects.filter(poll=OuterRef("pk"), member=who.member or 0)
    return Poll.objects.annotate(voted=Exists(voted))


def _sight(poll: Any, who: Who, at: datetime) -> Sight:
    questions, going = questions_of(poll.questions), is_open(poll.closes_at, poll.closed_at, at=at)
    shown = may_see(Shows(poll.shows), voted=poll.voted, closed=not going, runs=who.arranges)
    counted = {one.id: results(one, poll.tally) for one in questions if one.asks is not Asks.TEXT}
    return Sight(poll, questions, going, poll.voted, counted if shown else None)


def own_ballot(poll: Poll, member: Member) -> dict[str, Choice]:
    """What this member chose, while that can be known."""
    key = ballot_key(poll.salt, member.pk)
    found = Ballot.objects.filter(poll=poll, key=key).values_list("answers", flat=True).first()
    return dict(found or {})


def named_ballots(poll: Poll) -> list[tuple[str, dict[str, Choice]]]:
    """Who chose what, of a poll that says so beforehand; the last NAMED."""
    if poll.anonymous:
        return []
    found = Ballot.objects.filter(poll=poll).order_by("-pk").values_list("member__name", "answers")
    return list(found[:NAMED])


def ballots(poll: Poll) -> Iterator[tuple[str, dict[str, Choice]]]:
    """All, for the team: (name, "" of an anonymous poll; answers). By key, which tells nothing of when."""
    found = Ballot.objects.filter(poll=poll).order_by("key").values_list("member__name", "answers")
    yield from ((name or "", answers) for name, answers in found.iterator(chunk_size=500))
