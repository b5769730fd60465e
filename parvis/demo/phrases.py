"""Templates of the demo's texts: `[one|the other|]` chooses, `{slot}` is filled from the thread's own facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from parvis.demo.model import Language

_SLOT = re.compile(r"\{(\w+)\}")
_TOKEN = re.compile(r"[\[\]|]|[^\[\]|]+")
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Situation:
    """One thing that happens to people, with what each side writes about it.

    `where`: styles of place in which it occurs. `parts`: paragraphs to choose from, one of each, for long texts.
    `scripted`: (day, minute, place) of threads told exactly once. `fresh`: repliers speak of their own journey.
    """

    key: str
    language: Language
    mood: str
    where: frozenset[str]
    weight: float
    phase: str
    by: str
    fresh: bool
    size: int
    scripted: tuple[int, int, str] | None
    titles: tuple[str, ...]
    roots: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    brand: tuple[str, ...]
    peers: tuple[str, ...]
    author: tuple[str, ...]


@cache
def situations() -> tuple[Situation, ...]:
    """Every situation of `texts/*.toml`, in file order; the language is the first two letters of the file's name."""
    found = []
    for file in sorted(files("parvis.demo").joinpath("texts").iterdir(), key=lambda file: file.name):
        if file.name.startswith(("fr_", "en_")):
            for entry in tomllib.loads(file.read_text("utf-8"))["situation"]:
                found.append(_situation("en" if file.name.startswith("en") else "fr", entry))
    return tuple(found)


def _situation(language: Language, entry: Mapping[str, Any]) -> Situation:
    scripted = entry.get("scripted")
    return Situation(
        key=f"{language}-{entry['key']}",
        language=language,
        mood=entry["mood"],
        where=frozenset(entry.get("where", ())),
        weight=entry.get("weight", 1.0),
        phase=entry.get("phase", ""),
        by=entry.get("by", ""),
        fresh=entry.get("fresh", False),
        size=entry.get("size", 0),
        scripted=(scripted[0], scripted[1], scripted[2]) if scripted else None,
        titles=tuple(entry.get("title", ())),
        roots=tuple(entry.get("root", ())),
        parts=tuple(tuple(part) for part in entry.get("parts", ())),
        brand=tuple(entry.get("brand", ())),
        peers=tuple(entry.get("peer", ())),
        author=tuple(entry.get("author", ())),
    )


@cache
def _tree(template: str) -> list[Any]:
    """A sequence of strings and choices; a choice is a list of sequences."""
    tokens = _TOKEN.findall(template)
    sequence, end = _sequence(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"unbalanced brackets in {template!r}")
    return sequence


def _sequence(tokens: list[str], start: int) -> tuple[list[Any], int]:
    out: list[Any] = []
    while start < len(tokens) and tokens[start] not in "|]":
        if tokens[start] == "[":
            choice = []
            while tokens[start] != "]":
                sequence, start = _sequence(tokens, start + 1)
                choice.append(sequence)
            out.append(choice)
        else:
            out.append(tokens[start])
        start += 1
    return out, start


Fits = Mapping[str, tuple[tuple[int, ...], ...]]


@cache
def fits() -> Mapping[str, Fits]:
    """By situation and role, for each text answered the positions that fit it; () where nothing does."""
    table = tomllib.loads(files("parvis.demo").joinpath("texts/fits.toml").read_text("utf-8"))
    return {
        key: {
            role: tuple(tuple(int(n) for n in row.split() if n != "-") for row in rows) for role, rows in roles.items()
        }
        for key, roles in table.items()
    }


def fitting(situation: Situation, role: str, pool: tuple[str, ...], answered: int) -> tuple[str, ...]:
    """The texts of `pool` that fit the text at position `answered` of the pool they answer."""
    rows = fits().get(situation.key, {}).get(role)
    return pool if rows is None else tuple(pool[n] for n in rows[answered])


def expand(template: str, slots: Mapping[str, str], rng: Random) -> str:
    """The template with its choices made and its slots filled. Raises KeyError on an unknown slot."""
    text = "".join(_pieces(_tree(template), rng))
    if "{" in text:
        text = _SLOT.sub(lambda match: slots[match[1]], text)
    return _SPACES.sub(" ", text).strip()


def _pieces(sequence: list[Any], rng: Random) -> list[str]:
    out: list[str] = []
    for piece in sequence:
        if isinstance(piece, str):
            out.append(piece)
        else:
            out.extend(_pieces(piece[int(rng.random() * len(piece))], rng))
    return out


class Deck:
    """Deals cards in random order and reshuffles only when all are dealt, so that repeats stay far apart."""

    def __init__(self, cards: tuple[str, ...]) -> None:
        self._cards = list(cards)
        self._next = len(self._cards)

    def deal(self, rng: Random) -> str:
        if self._next >= len(self._cards):
            rng.shuffle(self._cards)
            self._next = 0
        self._next += 1
        return self._cards[self._next - 1]

    def __len__(self) -> int:
        return len(self._cards)
