"""Which posts deserve an answer, how soon, and in which order: pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from parvis.core.messages import Message


class CaseType(StrEnum):
    COMPLAINT = "complaint"
    QUESTION = "question"
    HELP = "help"
    PRAISE = "praise"
    SUGGESTION = "suggestion"
    PURCHASE = "purchase"
    CRISIS = "crisis"
    OTHER = "other"


class CaseState(StrEnum):
    OPEN = "open"
    """Somebody waits for us."""
    WAITING = "waiting"
    """We answered: we wait for them."""
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Outcome(StrEnum):
    ANSWERED = "answered"
    RESOLVED = "resolved"
    NO_ANSWER_NEEDED = "no_answer_needed"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    MERGED = "merged"
    """It is part of another case: nobody chooses this, a merge does."""


class RoutingOutcome(StrEnum):
    """How a question to a department ends: the first three by those asked."""

    ANSWERED = "answered"
    NEEDS_MORE = "needs_more"
    NOT_OURS = "not_ours"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A newly stored inbound post, as far as triage asks. `intents`: labels, surest first; `at`: when it was written.

    `parent_id`: the post it answers, if stored; `asks`: its text holds a question; `person_known`: we had met its author; `held`: it waits for a moderator.
    """

    post_id: int
    thread_id: int
    at: datetime
    author_id: int | None = None
    person_id: int | None = None
    parent_id: int | None = None
    kind: str = "post"
    intents: tuple[str, ...] = ()
    sentiment: str = ""
    language: str = ""
    watch_ids: tuple[int, ...] = ()
    asks: bool = False
    followers: int | None = None
    person_known: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the posts of one batch arrived."""

    place_id: int
    network: str
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A TriageRule without its table. `type` "" = judged from the intents."""

    name: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    opens: bool = True
    type: str = ""
    priority: int = 0
    department_id: int | None = None
    question: str = ""


Fits = Callable[[Arrival, Setting, bool], bool]


def _any(of: Callable[[Arrival, Setting], object]) -> Callable[[Any], Fits]:
    """The value is a list; the post's own value is in it."""

    def build(value: Any) -> Fits:
        allowed = frozenset(value)
        return lambda post, setting, _to_us: of(post, setting) in allowed

    return build


def _flag(of: Callable[[Arrival, Setting, bool], bool]) -> Callable[[Any], Fits]:
    return lambda value: lambda post, setting, to_us: of(post, setting, to_us) is value


def _watches(value: Any) -> Fits:
    wanted = frozenset(value)
    return lambda post, _setting, _to_us: not wanted.isdisjoint(post.watch_ids)


def _intents(value: Any) -> Fits:
    wanted = frozenset(value)
    return lambda post, _setting, _to_us: not wanted.isdisjoint(post.intents)


def _followers(value: Any) -> Fits:
    return lambda post, _setting, _to_us: post.followers is not None and post.followers >= value


CONDITIONS: dict[str, tuple[type, Callable[[Any], Fits]]] = {
    "watches": (int, _watches),
    "networks": (str, _any(lambda _post, setting: setting.network)),
    "places": (int, _any(lambda _post, setting: setting.place_id)),
    "intents": (str, _intents),
    "sentiment": (str, _any(lambda post, _setting: post.sentiment)),
    "kinds": (str, _any(lambda post, _setting: post.kind)),
    "language": (str, _any(lambda post, _setting: post.language)),
    "watched": (bool, _flag(lambda post, _setting, _to_us: bool(post.watch_ids))),
    "place_is_ours": (bool, _flag(lambda _post, setting, _to_us: setting.owned)),
    "reply_to_us": (bool, _flag(lambda _post, _setting, to_us: to_us)),
    "mentions_question": (bool, _flag(lambda post, _setting, _to_us: post.asks)),
    "held": (bool, _flag(lambda post, _setting, _to_us: post.held)),
    "author_is_known": (bool, _flag(lambda post, _setting, _to_us: post.person_known)),
    "min_followers": (float, _followers),
}
"""The closed set. int, str: a list, of which the post must have one; bool: must be so; float: a whole number, at least.

A rule fits when all its conditions hold; a rule without conditions fits everything."""


class BadCondition(Exception):
    """A condition that no rule may have; `field` is its name, `message` says what to do."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(str(message))
        self.field = field
        self.message = message


def check_conditions(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """`conditions` without empty ones. Raises BadCondition at the first that does not belong."""
    kept = {name: value for name, value in conditions.items() if value not in (None, [], "")}
    for name, value in kept.items():
        if name not in CONDITIONS:
            raise BadCondition(name, Message("There is no condition “%(name)s”.", {"name": name}))
        if not _well_formed(CONDITIONS[name][0], value):
            raise BadCondition(
                name, Message("“%(name)s” cannot be “%(value)s”.", {"name": name, "value": str(value)[:80]})
            )
    return kept


def _well_formed(kind: type, value: Any) -> bool:
    if kind is bool:
        return isinstance(value, bool)
    if kind is float:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, list) and all(isinstance(v, kind) and not isinstance(v, bool) for v in value)


Compiled = list[tuple[Rule, list[Fits]]]


def compiled(rules: Iterable[Rule]) -> Compiled:
    """The rules ready for many posts. A rule with a condition that no longer exists fits nothing: it opens nothing unseen."""
    return [
        (rule, [CONDITIONS[name][1](value) for name, value in rule.conditions.items()])
        for rule in rules
        if rule.conditions.keys() <= CONDITIONS.keys()
    ]


def deciding(rules: Compiled, post: Arrival, setting: Setting, *, to_us: bool) -> Rule | None:
    """The first rule that fits; None when none does, which opens nothing."""
    for rule, fits in rules:
        if all(fit(post, setting, to_us) for fit in fits):
            return rule
    return None


_GRAVEST = (
    CaseType.CRISIS,
    CaseType.COMPLAINT,
    CaseType.HELP,
    CaseType.PURCHASE,
    CaseType.QUESTION,
    CaseType.SUGGESTION,
    CaseType.PRAISE,
)


def case_type(intents: Sequence[str], *, asks: bool = False) -> CaseType:
    """What a case is about: the gravest of its intents; a post that only asks is a question."""
    for kind in _GRAVEST:
        if kind.value in intents:
            return kind
    return CaseType.QUESTION if asks else CaseType.OTHER


def is_late(state: str, due_at: datetime | None, at: datetime) -> bool:
    """Somebody waits (the case is open) and the answer was owed before now."""
    return state == CaseState.OPEN and due_at is not None and due_at < at


OPENS_WITHIN = timedelta(days=7)
"""Older posts open no case: the first reading of a place brings years of them, which nobody waits for any more."""
REOPENED_WITHIN = timedelta(days=14)
"""A word of the same person so soon after the end belongs to the same case; later it is a new one."""


def continues(
    state: str, closed_at: datetime | None, outcome: str, case_person: int | None, post: Arrival, *, to_us: bool
) -> bool:
    """Whether a new post of the thread belongs to its last case: it comes from the person of the case, or answers us.

    A closed case continues within REOPENED_WITHIN, except spam.
    """
    if state == CaseState.CLOSED:
        recent = closed_at is not None and post.at - closed_at <= REOPENED_WITHIN
        if not recent or outcome in (Outcome.SPAM, Outcome.DUPLICATE):
            return False
    return to_us or (post.person_id is not None and post.person_id == case_person)


RULE_MAIL = Message("Messages written to us")
RULE_HELD = Message("Comments that await a decision")
RULE_REPLIES = Message("Answers to what we said")
RULE_OURS = Message("Questions and complaints in our own places")
RULE_WATCHED = Message("Questions and complaints about us elsewhere")
RULE_REVIEWS = Message("Reviews")
_WANT_AN_ANSWER = ["complaint", "help", "question", "purchase", "crisis"]


def default_rules() -> list[tuple[Message, dict[str, Any]]]:
    """What a new brand begins with, in order: (name, conditions)."""
    return [
        (RULE_MAIL, {"networks": ["email"]}),
        (RULE_HELD, {"held": True}),
        (RULE_REPLIES, {"reply_to_us": True}),
        (RULE_REVIEWS, {"kinds": ["review"], "place_is_ours": True}),
        (RULE_OURS, {"place_is_ours": True, "intents": _WANT_AN_ANSWER}),
        (RULE_WATCHED, {"watched": True, "intents": _WANT_AN_ANSWER}),
    ]


class Kept(StrEnum):
    """What came of a promise."""

    OWED = "owed"
    LATE = "late"
    KEPT = "kept"
    BROKEN = "broken"


def standing(due_at: datetime | None, kept_at: datetime | None, broken_at: datetime | None, at: datetime) -> Kept:
    """How a promise stands at `at`: it is late once its day has passed and nobody said what came of it."""
    if kept_at is not None:
        return Kept.KEPT
    if broken_at is not None:
        return Kept.BROKEN
    return Kept.LATE if due_at is not None and due_at < at else Kept.OWED
