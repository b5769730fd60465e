"""What a topic shows beside its posts, by its kind: at most one query (two for a product test that has feedback), and none
for kinds that have nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from parvis.community.models import IdeaMerge, IdeaStep, Topic
from parvis.community.queries.contests import ContestSide, contest_side
from parvis.community.queries.happenings import HappeningSide, happening_side
from parvis.community.queries.topics import Shown
from parvis.community.queries.trials import TrialSide, trial_side
from parvis.community.rules.access import Who
from parvis.community.rules.ideas import Status, status_of
from parvis.community.rules.kinds import Kind
from parvis.community.rules.questions import BEST_FROM, SOLVED, may_accept
from parvis.core.sql import from_moment


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


Side = QuestionSide | IdeaSide | HappeningSide | ContestSide | TrialSide


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
        case Kind.TESTS:
            return trial_side(topic, posts, who, at=at)
        case _:
            return None


_ANSWERS = """
SELECT s.post_id, p.seq, p.html, i.name, s.votes, v.id, c.post_id, p.deleted_at, p.standing
FROM community_answerscore s
JOIN conversations_post p ON p.id = s.post_id
LEFT JOIN people_identity i ON i.id = p.author_id
LEFT JOIN community_answervote v ON v.post_id = s.post_id AND v.member_id = %s
LEFT JOIN community_acceptance c ON c.post_id = s.post_id
WHERE s.topic_id = %s AND (
  s.post_id IN ({page}) OR s.post_id = (SELECT post_id FROM community_acceptance WHERE topic_id = %s) OR s.post_id = (
    SELECT b.post_id FROM community_answerscore b JOIN conversations_post bp ON bp.id = b.post_id
    WHERE b.topic_id = %s AND b.votes >= %s AND bp.deleted_at IS NULL AND bp.standing = ''
    ORDER BY b.votes DESC, b.post_id LIMIT 1))
ORDER BY s.votes DESC, s.post_id
"""
"""The scores on a page, with those of the accepted and of the best answer wherever they stand."""


def _question(topic: Topic, posts: Sequence[Shown], who: Who) -> QuestionSide:
    ids = [post.id for post in posts]
    statement = _ANSWERS.format(page=", ".join(["%s"] * len(ids)) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(statement, [who.member, topic.pk, *ids, topic.pk, topic.pk, BEST_FROM])
        rows = cursor.fetchall()
    stand = [(Answer(*row[:5]), row[6]) for row in rows if row[7] is None and row[8] == "" and row[1] > 1]
    accepted = next((answer for answer, chosen in stand if chosen is not None), None)
    best = next((answer for answer, _chosen in stand if answer.votes >= BEST_FROM), None)
    return QuestionSide(
        "question", topic.state == SOLVED, accepted, best if accepted is None else None,
        {row[0]: row[4] for row in rows}, frozenset(row[0] for row in rows if row[5] is not None),
        may_accept(who, topic.author_id),
    )  # fmt: skip


_IDEA = """
SELECT s.word, s.at, m.into_id, o.slug, o.title, v.id
FROM community_topic t
LEFT JOIN community_ideastep s ON s.id = (SELECT MAX(id) FROM community_ideastep WHERE topic_id = t.thread_id)
LEFT JOIN community_ideamerge m ON m.topic_id = t.thread_id
LEFT JOIN community_topic o ON o.thread_id = m.into_id
LEFT JOIN community_ideavote v ON v.topic_id = t.thread_id AND v.member_id = %s
WHERE t.thread_id = %s
"""


def _idea(topic: Topic, who: Who) -> IdeaSide:
    with connection.cursor() as cursor:
        cursor.execute(_IDEA, [who.member, topic.pk])
        word, at, into, slug, title, vote = cursor.fetchone()
    said_at = from_moment(at) if at is not None else None
    living = (into, slug, title) if into is not None else None
    return IdeaSide("idea", status_of(topic.state), topic.score, vote is not None, word or "", said_at, living)


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
