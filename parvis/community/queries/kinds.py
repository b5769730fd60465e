"""What a topic shows beside its posts, by its kind: at most one query, and none for kinds that have nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from parvis.community.models import Acceptance, AnswerScore, AnswerVote, IdeaMerge, IdeaStep, IdeaVote, Topic
from parvis.community.queries.contests import ContestSide, contest_side
from parvis.community.queries.happenings import HappeningSide, happening_side
from parvis.community.queries.topics import Shown
from parvis.community.rules.access import Who
from parvis.community.rules.ideas import Status, status_of
from parvis.community.rules.kinds import Kind
from parvis.community.rules.questions import BEST_FROM, SOLVED, may_accept


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer shown under its question. `html` "" = it was taken away since, or waits."""

    id: int
    seq: int
    html: str
    name: str
    votes: int


@dataclass(frozen=True, slots=True)
class QuestionSide:
    """`votes`, `mine`: of the answers on the page, by id of post."""

    kind: str
    solved: bool
    accepted: Answer | None
    best: Answer | None
    votes: Mapping[int, int]
    mine: frozenset[int]
    may_accept: bool


@dataclass(frozen=True, slots=True)
class IdeaSide:
    """`word`: what the team last said of it. `into`: (id, slug, title) of the idea in which it lives on."""

    kind: str
    status: Status
    votes: int
    mine: bool
    word: str = ""
    said_at: datetime | None = None
    into: tuple[int, str, str] | None = None


Side = QuestionSide | IdeaSide | HappeningSide | ContestSide


def side_of(topic: Topic, posts: Sequence[Shown], who: Who, *, at: datetime) -> Side | None:
    """None for kinds that are posts alone. `posts`: those of the page."""
    match topic.kind:
        case Kind.QUESTIONS:
            return _question(topic, posts, who)
        case Kind.IDEAS:
            return _idea(topic, who)
        case Kind.EVENTS:
            return happening_side(topic, who, at=at)
        case Kind.CONTESTS:
            return contest_side(topic, who, at=at)
        case _:
            return None


_ANSWER = (
    *(
        "post_id",
        "post__seq",
        "post__html",
        "post__author__name",
        "votes",
        "mine",
        "post__deleted_at",
        "post__standing",
    ),
    "accepted",
)


def _question(topic: Topic, posts: Sequence[Shown], who: Who) -> QuestionSide:
    scores = AnswerScore.objects.filter(topic=topic)
    best = scores.filter(votes__gte=BEST_FROM, post__deleted_at=None, post__standing="").order_by("-votes", "post")
    accepted = Acceptance.objects.filter(topic=topic)
    rows = (
        scores.filter(
            Q(pk__in=[post.id for post in posts])
            | Q(pk=Subquery(best.values("pk")[:1]))
            | Q(pk=Subquery(accepted.values("post")[:1]))
        )
        .annotate(
            mine=Exists(AnswerVote.objects.filter(post=OuterRef("pk"), member=who.member or 0)),
            accepted=Exists(accepted.filter(post=OuterRef("pk"))),
        )
        .order_by("-votes", "pk")
        .values_list(*_ANSWER)
    )
    found = list(rows)
    shown = [(Answer(*row[:5]), row[8]) for row in found if row[6] is None and not row[7] and row[1] > 1]
    taken = next((answer for answer, chosen in shown if chosen), None)
    first = next((answer for answer, _chosen in shown if answer.votes >= BEST_FROM), None)
    return QuestionSide(
        "question",
        topic.state == SOLVED,
        taken,
        first if taken is None else None,
        {row[0]: row[4] for row in found},
        frozenset(row[0] for row in found if row[5]),
        may_accept(who, topic.author_id),
    )


def _idea(topic: Topic, who: Who) -> IdeaSide:
    """One row: the topic's own key with what hangs on it."""
    last = IdeaStep.objects.filter(topic=OuterRef("pk")).order_by("-id")
    merge = IdeaMerge.objects.filter(topic=OuterRef("pk"))
    word, at, into, slug, title, mine = (
        Topic.objects.filter(pk=topic.pk)
        .annotate(
            said=Subquery(last.values("word")[:1]),
            said_at=Subquery(last.values("at")[:1]),
            into=Subquery(merge.values("into")[:1]),
            into_slug=Subquery(merge.values("into__slug")[:1]),
            into_title=Subquery(merge.values("into__title")[:1]),
            mine=Exists(IdeaVote.objects.filter(topic=OuterRef("pk"), member=who.member or 0)),
        )
        .values_list("said", "said_at", "into", "into_slug", "into_title", "mine")
        .get()
    )
    living = (into, slug, title) if into is not None else None
    return IdeaSide("idea", status_of(topic.state), topic.score, mine, word or "", at, living)


def elsewhere(side: Side | None) -> tuple[int, str, str] | None:
    """(id, slug, title) of the topic in which this one lives on."""
    return side.into if isinstance(side, IdeaSide) else None


def lives_on_in(topic: Topic) -> Topic | None:
    merged = IdeaMerge.objects.select_related("into").filter(topic=topic).first()
    return merged.into if merged else None


def steps_of(topic: Topic) -> list[IdeaStep]:
    """All that became of an idea, the last first; at most fifty."""
    return list(IdeaStep.objects.filter(topic=topic).order_by("-id")[:50])


def merged_into(topic: Topic) -> list[Topic]:
    """Ideas that live on in this one; at most fifty."""
    return list(Topic.objects.filter(pk__in=IdeaMerge.objects.filter(into=topic).values("topic")).order_by("pk")[:50])
