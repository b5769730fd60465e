"""How a poll asks, counts and ranks. Pure.

Counts are kept by addition: a changed ballot is taken off and put on again, so that no page reads ballots. Ranked questions
keep, for each pair of options, how many prefer the first; from these alone Schulze's method finds the winner, as it would from
the ballots: A beats B when the strongest chain of majorities from A to B is stronger than any back. Who ranks only some prefers
them to the rest and sees the rest as equal.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 2000
MOST_OPTIONS = 20
MOST_QUESTIONS = 20


class Asks(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKED = "ranked"
    TEXT = "text"


class Shows(StrEnum):
    """To whom results are shown: to all at once, to who has voted, to all once closed, to the team alone."""

    NOW = "now"
    VOTED = "voted"
    CLOSED = "closed"
    TEAM = "team"


class BadBallot(Exception):
    """Nothing chosen, or something that the poll does not offer. `question`: its id."""

    def __init__(self, question: int) -> None:
        super().__init__(str(question))
        self.question = question


@dataclass(frozen=True, slots=True)
class Question:
    """`options`: by id, in their order; none for free text. In surveys of several, `needed` False = it may stay empty."""

    id: int
    text: str
    asks: Asks
    options: Mapping[int, str]
    needed: bool = True

    def stored(self) -> dict[str, Any]:
        return {
            "id": self.id, "text": self.text, "asks": self.asks.value, "needed": self.needed,
            "options": [[id, text] for id, text in self.options.items()],
        }  # fmt: skip


Choice = list[int] | dict[str, int] | str
"""Ids of options; ranks by id of option (1 = first); or words."""
Tally = dict[str, Any]


def questions_of(stored: Sequence[Mapping[str, Any]]) -> list[Question]:
    return [
        Question(int(q["id"]), q["text"], Asks(q["asks"]), {int(id): text for id, text in q["options"]}, q["needed"])
        for q in stored
    ]


def checked(question: Question, chosen: Sequence[str], text: str = "") -> Choice | None:
    """What was sent, as it is kept; None = left empty where it may be. Ranks are sent as "option:rank".

    Raises BadBallot.
    """
    kept = _read(question, chosen, text)
    if not kept and question.needed:
        raise BadBallot(question.id)
    return kept or None


def _read(question: Question, chosen: Sequence[str], text: str) -> Choice:
    match question.asks:
        case Asks.TEXT:
            return text.strip()[:LONGEST_TEXT]
        case Asks.RANKED:
            ranks: dict[str, int] = {}
            for pair in chosen:
                option, _sep, rank = pair.partition(":")
                if rank:
                    ranks[str(_option(question, option))] = _rank(question, rank)
            return ranks
        case _:
            ids = sorted({_option(question, one) for one in chosen if one})
            if question.asks is Asks.SINGLE and len(ids) > 1:
                raise BadBallot(question.id)
            return ids


def _option(question: Question, word: str) -> int:
    if not (word.isdecimal() and word.isascii() and len(word) < 6 and int(word) in question.options):
        raise BadBallot(question.id)
    return int(word)


def _rank(question: Question, word: str) -> int:
    if not (word.isdecimal() and word.isascii() and len(word) < 6 and 1 <= int(word) <= len(question.options)):
        raise BadBallot(question.id)
    return int(word)


def counted(tally: Mapping[str, Any], questions: Sequence[Question], answers: Mapping[str, Choice], step: int) -> Tally:
    """The tally with one ballot more (`step` 1) or less (-1)."""
    after = {question: dict(counts) for question, counts in tally.items()}
    for question in questions:
        choice = answers.get(str(question.id))
        if choice is None:
            continue
        counts = after.setdefault(str(question.id), {})
        for name in _counts(question, choice):
            counts[name] = counts.get(name, 0) + step
            if not counts[name]:
                del counts[name]
    return {question: counts for question, counts in after.items() if counts}


def _counts(question: Question, choice: Choice) -> list[str]:
    """What one ballot adds one to: "n" (answered), an option, a pair "a>b"."""
    if isinstance(choice, dict):
        worst = len(question.options) + 1
        rank = {id: choice.get(str(id), worst) for id in question.options}
        pairs = [f"{a}>{b}" for a in rank for b in rank if rank[a] < rank[b]]
        return ["n", *(str(id) for id in rank if rank[id] == min(rank.values())), *pairs]
    return ["n"] if isinstance(choice, str) else ["n", *map(str, choice)]


@dataclass(frozen=True, slots=True)
class Row:
    """An option among the results. `votes`: who chose it (ranked: who put it first); `place` 0 = not ranked."""

    id: int
    text: str
    votes: int
    place: int = 0


def results(question: Question, tally: Mapping[str, Any]) -> list[Row]:
    """In the order of the options; of a ranked question, in the order that comes out."""
    counts = tally.get(str(question.id), {})
    if question.asks is not Asks.RANKED:
        return [Row(id, text, counts.get(str(id), 0)) for id, text in question.options.items()]
    places = schulze(list(question.options), counts)
    rows = [Row(id, text, counts.get(str(id), 0), places[id]) for id, text in question.options.items()]
    return sorted(rows, key=lambda row: row.place)


def schulze(options: Sequence[int], counts: Mapping[str, int]) -> dict[int, int]:
    """The place of each option from 1; options that beat each other in no way share one."""
    prefers = {(a, b): counts.get(f"{a}>{b}", 0) for a in options for b in options if a != b}
    strength = {(a, b): n if n > prefers[b, a] else 0 for (a, b), n in prefers.items()}
    for through in options:
        for a in options:
            for b in options:
                if len({a, b, through}) == 3:
                    chain = min(strength[a, through], strength[through, b])
                    strength[a, b] = max(strength[a, b], chain)
    better = {a: sum(strength[b, a] > strength[a, b] for b in options if b != a) for a in options}
    return {a: n + 1 for a, n in better.items()}


def ballot_key(salt: str, member: int) -> str:
    """By which a voter finds its ballot again. `salt` "" = a named poll; of an anonymous one, the key tells nothing without
    its salt, which is forgotten when the poll is closed."""
    return hmac.new(salt.encode(), str(member).encode(), hashlib.sha256).hexdigest() if salt else f"m{member}"


def is_open(closes_at: datetime | None, closed_at: datetime | None, *, at: datetime) -> bool:
    return closed_at is None and (closes_at is None or at < closes_at)


def may_see(shows: Shows, *, voted: bool, closed: bool, runs: bool) -> bool:
    """Whether results are shown. `runs`: of the team, and runs the community."""
    match shows:
        case Shows.NOW:
            return True
        case Shows.VOTED:
            return voted or closed
        case Shows.CLOSED:
            return closed
        case Shows.TEAM:
            return runs
