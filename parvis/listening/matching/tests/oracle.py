"""What matching means, said again as plainly as possible: every watch reads every post. Slow, and shares no code with the
engines, not even the cutting into words (which it does for Latin letters, ideograms and emoji only)."""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import UTC, datetime, time

from parvis.listening.matching.interface import Document
from parvis.listening.query.ast import And, Day, Field, Followers, Near, Node, Not, Or, Words

WORD = re.compile("[\u3040-\u30ff\u4e00-\u9fff]|[\U0001f300-\U0001faff]|@?[^\\W_\u3040-\u30ff\u4e00-\u9fff]+")
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


@functools.lru_cache(maxsize=4096)
def cut(text: str) -> list[str]:
    """Words in lower case with their accents."""
    return WORD.findall(HIDDEN.sub("", unicodedata.normalize("NFC", text)).lower())


@functools.lru_cache(maxsize=4096)
def strip(word: str) -> str:
    word = word.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


class Oracle:
    def __init__(self) -> None:
        self.watches: dict[int, Node] = {}

    def add(self, id: int, ast: Node) -> None:
        self.watches[id] = ast

    def remove(self, id: int) -> None:
        del self.watches[id]

    def match(self, documents: list[Document]) -> list[tuple[int, int]]:
        return [
            (n, id) for n, doc in enumerate(documents) for id in sorted(self.watches) if true(self.watches[id], doc)
        ]


def true(node: Node, doc: Document) -> bool:
    match node:
        case And(parts):
            return all(true(part, doc) for part in parts)
        case Or(parts):
            return any(true(part, doc) for part in parts)
        case Not(part):
            return not true(part, doc)
        case Words():
            return bool(places(node, doc))
        case Near(left, right, distance, ordered):
            pairs = [(a, b) for a in places(left, doc) for b in places(right, doc)]
            forward = any(1 <= b[0] - a[1] <= distance for a, b in pairs)
            return forward or (not ordered and any(1 <= a[0] - b[1] <= distance for a, b in pairs))
        case Day(side, day):
            if doc.at is None:
                return False
            return (doc.at >= datetime.combine(day, time(), UTC)) == (side == "after")
        case Followers(sign, count):
            n = doc.followers
            if n is None:
                return False
            return {">": n > count, ">=": n >= count, "<": n < count, "<=": n <= count, "=": n == count}[sign]
        case Field():
            return field_true(node, doc)


def places(node: Words | Or, doc: Document) -> list[tuple[int, int]]:
    """(first, last) position of each occurrence."""
    if isinstance(node, Or):
        return [place for part in node.parts if isinstance(part, Words) for place in places(part, doc)]
    words = cut(doc.text)
    asked = []
    for chunk in node.text.split():
        parts = cut(chunk)
        asked += [(part, chunk.endswith("*") and i == len(parts) - 1) for i, part in enumerate(parts)]
    size = len(asked)
    return [
        (start, start + size - 1)
        for start in range(len(words) - size + 1)
        if all(word_is(words[start + i], *asked[i], node.exact) for i in range(size))
    ]


def word_is(word: str, asked: str, prefix: bool, exact: bool) -> bool:
    if not exact:
        word, asked = strip(word), strip(asked)
    if not asked.startswith("@"):
        word = word.lstrip("@")
    return word.startswith(asked) if prefix else word == asked


def names(text: str) -> str:
    return " " + " ".join(strip(word).lstrip("@") for word in cut(text)) + " "


def field_true(node: Field, doc: Document) -> bool:
    value = node.value
    match node.name:
        case "author":
            return any(names(value) in names(author) for author in doc.authors)
        case "place":
            return any(names(value) in names(place) for place in doc.places)
        case "tag":
            return any(names(value).replace(" ", "") == names(tag).replace(" ", "") for tag in doc.tags)
        case "lang":
            language = doc.language if isinstance(doc.language, str) else doc.language()
            return language.split("-")[0] == value
        case "network":
            return doc.network == value
        case "kind":
            return doc.kind == value
        case "site":
            return ("." + doc.site).endswith("." + value)
        case "link":
            return any(re.match(r"https?://([\w-]+\.)*" + re.escape(value) + r"(?![\w.-])", link) for link in doc.links)
