"""From the text of a query to its tokens, with everything that is wrong inside a single token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from parvis.core.folding import fold_tokens
from parvis.core.messages import Message
from parvis.listening.query import fields
from parvis.listening.query.ast import Leaf, Words, at
from parvis.listening.query.errors import Notice, Problem, Span
from parvis.listening.query.words import SHORTEST_PREFIX, clean, star_problem

OPERATORS: dict[str, Literal["and", "or", "not"]] = {
    "AND": "and", "ET": "and", "OR": "or", "OU": "or", "NOT": "not", "SAUF": "not",
}  # fmt: skip
NEAR = re.compile(r"(NEAR|PROCHE)(/(.*))?$")
FARTHEST = 100
"""The largest n of NEAR/n."""
USUAL = 5
MOST = 5
"""Problems, and notices, said at once: each costs several readings to find a mend that holds."""
DASHES = "-−–"
_OPENERS = '"“”„«'
_CLOSERS = {"«": "»"}
_FIELD = re.compile(r"([^\W\d_]+):")
_RUN = re.compile(r'[^\s()"“”„«»]*')
_SYMBOLS = {"|": "OR", "||": "OR", "&": "AND", "&&": "AND", "+": "AND"}


@dataclass(frozen=True, slots=True)
class Token:
    """`leaf` for words and fields; `distance` and `ordered` for near."""

    kind: Literal["and", "or", "not", "near", "(", ")", "leaf"]
    span: Span
    leaf: Leaf | None = None
    distance: int = 0
    ordered: bool = False


def needs_quotes(text: str) -> bool:
    """Whether this word or value, unquoted, would be read as something else."""
    return (
        text in OPERATORS
        or bool(NEAR.match(text) or _FIELD.match(text))
        or text[0] in DASHES
        or not re.fullmatch(r'[^\s()"“”„«»]+', text)
    )


def replaced(text: str, span: Span, instead: str) -> str:
    """`text` with `instead` at `span`; where nothing replaces it, no double space remains."""
    before, after = text[: span[0]], text[span[1] :]
    if instead or (before and not before[-1].isspace() and before[-1] != "("):
        return before + instead + after
    return before + after.lstrip()


class Lexer:
    """Reads one text; `tokens`, `problems` and `notices` hold what was found. Linear in the length of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []
        place = 0
        while place < len(text) and len(self.problems) < MOST:
            place = self._next(place)

    def _next(self, start: int) -> int:
        char = self.text[start]
        if char.isspace():
            return start + 1
        if char in "()":
            self.tokens.append(Token("(" if char == "(" else ")", (start, start + 1)))
            return start + 1
        if char in _OPENERS:
            return self._phrase(start)
        if char == "»":
            self._problem((start, start + 1), Message("This quotation mark closes nothing."), "")
            return start + 1
        if char in DASHES and re.match(r"[^\s)]", self.text[start + 1 : start + 2]):
            self.tokens.append(Token("not", (start, start + 1)))
            return start + 1
        named = _FIELD.match(self.text, start)
        if named:
            return self._field(start, named[1], named.end())
        return self._word(start)

    def _problem(self, span: Span, message: Message, instead: str | None, *, where: Span | None = None) -> None:
        """`instead`: what to write at `span`; None when no mend is known. `where`: a finer place to point at."""
        mend = None if instead is None else replaced(self.text, span, instead)
        self.problems.append(Problem(where or span, message, mend))

    def _quoted(self, start: int) -> tuple[str, int] | None:
        """The text between the quotation marks that open at `start` and where it ends; None when it never closes."""
        closers = _CLOSERS.get(self.text[start], '"“”')
        for place in range(start + 1, len(self.text)):
            if self.text[place] in closers:
                return self.text[start + 1 : place], place + 1
        closing = " »" if closers == "»" else '"'
        message = Message("This quotation mark is never closed.")
        self._problem((len(self.text), len(self.text)), message, closing, where=(start, start + 1))
        return None

    def _phrase(self, start: int) -> int:
        quoted = self._quoted(start)
        if quoted is None:
            return len(self.text)
        inside, end = quoted
        if not inside.strip():
            self._problem((start, end), Message("There is nothing between these quotation marks."), "")
        else:
            self._words(inside, start + 1, (start, end), Words(clean(inside)))
        return end

    def _word(self, start: int) -> int:
        run = _RUN.match(self.text, start)
        end = run.end() if run else start + 1
        text, span = self.text[start:end], (start, end)
        if text in OPERATORS:
            self.tokens.append(Token(OPERATORS[text], span))
        elif near := NEAR.match(text):
            self._near(span, near[1], near[3])
        elif text in _SYMBOLS:
            message = Message("Write %(word)s instead of %(sign)s.", {"word": _SYMBOLS[text], "sign": text})
            self._problem(span, message, _SYMBOLS[text])
        else:
            self._hint(text, span)
            self._words(text, start, span, Words(text))
        return end

    def _near(self, span: Span, name: str, number: str | None) -> None:
        good = re.fullmatch(r"(\d{1,9})([fF]?)", number or "", re.ASCII)
        if good and 1 <= int(good[1]) <= FARTHEST:
            self.tokens.append(Token("near", span, distance=int(good[1]), ordered=bool(good[2])))
            return
        ordered = "f" if (number or "").lower().endswith("f") else ""
        digits = re.match(r"\d{1,9}", number or "", re.ASCII)
        distance = min(max(int(digits[0]), 1), FARTHEST) if digits else USUAL
        message = Message(
            "%(name)s takes a number of words from 1 to %(most)d, such as %(name)s/5, or %(name)s/5f to keep the order.",
            {"name": name, "most": FARTHEST},
        )
        self._problem(span, message, f"{name}/{distance}{ordered}")

    def _hint(self, text: str, span: Span) -> None:
        upper = text.upper()
        if len(self.notices) == MOST or text == upper or not self.tokens:
            return
        if not (upper in OPERATORS or re.fullmatch(r"(NEAR|PROCHE)/\d+F?", upper)):
            return
        better = upper[:-1] + "f" if "/" in upper and upper.endswith("F") else upper
        message = Message(
            "“%(word)s” is looked for as a word. For the operator, write %(operator)s.",
            {"word": text, "operator": better},
        )
        self.notices.append(Notice(span, message, replaced(self.text, span, better)))

    def _field(self, start: int, typed: str, value_start: int) -> int:
        name = fields.canonical(typed)
        char = self.text[value_start : value_start + 1]
        if char and char in _OPENERS:
            quoted = self._quoted(value_start)
            if quoted is None:
                return len(self.text)
            value, end, inside = quoted[0], quoted[1], value_start + 1
        else:
            run = _RUN.match(self.text, value_start)
            end, inside = run.end() if run else value_start, value_start
            value = self.text[value_start:end]
        span = (start, end)
        if name is None:
            self._unknown(typed, value_start, span)
        elif not value.strip():
            self._empty(typed, start, value_start, end)
        elif name == "exact":
            self._words(value, inside, span, Words(clean(value), exact=True))
        else:
            self._value(name, clean(value), span)
        return end

    def _empty(self, typed: str, start: int, value_start: int, end: int) -> None:
        """A field without a value: glue it to the word that follows, or drop it."""
        where = (start, value_start)
        message = Message("%(field)s: takes a value, without a space before it.", {"field": typed})
        follows = re.compile(r"\s+(?=[^\s()])").match(self.text, end) if end == value_start else None
        if follows:
            self._problem((start, follows.end()), message, f"{typed}:", where=where)
        elif self.text[end : end + 1] == "(":
            self._problem(where, message, None)
        else:
            self._problem((start, end), message, "", where=where)

    def _value(self, name: str, value: str, span: Span) -> None:
        try:
            leaf = fields.READERS[name](value)
        except fields.BadValue as bad:
            self._problem(span, bad.message, bad.better)
        else:
            self.tokens.append(Token("leaf", span, leaf=at_leaf(leaf, span)))

    def _unknown(self, typed: str, value_start: int, span: Span) -> None:
        value = self.text[value_start : span[1]]
        close = fields.nearest(typed)
        if typed.lower() in ("http", "https"):
            close, instead = "link", f"link:{value.lstrip('/')}"
        else:
            instead = f"{close}:{value}" if close else f"{typed} {value}"
        message = (
            Message("There is no field “%(typed)s:”. Did you mean %(close)s: ?", {"typed": typed, "close": close})
            if close
            else Message(
                "There is no field “%(typed)s:”. To look for these words, leave the colon out.", {"typed": typed}
            )
        )
        self._problem(span, message, instead, where=(span[0], value_start))

    def _words(self, typed: str, offset: int, span: Span, words: Words) -> None:
        """`typed` stands at `offset` of the text, without the marks and the field name that `span` counts in."""
        for match in re.finditer(r"\S+", typed):
            star = star_problem(match[0])
            if star is not None:
                where = offset + match.start() + star
                message = Message(
                    "A * stands at the end of a word, after at least %(least)d letters.", {"least": SHORTEST_PREFIX}
                )
                self._problem((where, where + 1), message, "")
                return
        if not fold_tokens(typed):
            self._problem(span, Message("There is no letter and no digit here to look for."), "")
            return
        self.tokens.append(Token("leaf", span, leaf=at_leaf(words, span)))


def at_leaf(leaf: Leaf, span: Span) -> Leaf:
    """`leaf` said to stand at `span`."""
    placed = at(leaf, span)
    assert isinstance(placed, Leaf)
    return placed
