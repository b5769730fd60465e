"""Tables of a MySQL dump, read without a server: its CREATE TABLE and INSERT statements. Nothing of the dump is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from parvis.connectors.forums.bounds import BLOCK, LINE, LONG_LINE
from parvis.connectors.forums.copies import TORN
from parvis.connectors.forums.records import Line, Problem

_TOKEN = re.compile(
    r"(?P<blank>\s++)|(?P<gap>--[^\n]*+\n|\#[^\n]*+\n|/\*.*?\*/)|(?P<text>'(?:[^'\\]++|\\.|'')*+')"
    r"|\"(?P<quoted>(?:[^\"\\]++|\\.)*+)\"|`(?P<name>[^`]*+)`|(?P<word>[A-Za-z0-9_.+-]+)|(?P<sign>.)",
    re.S,
)
_ESCAPE = re.compile(r"\\(.)|''", re.S)
_OPENS = ("'", '"', "`", "/")
"""What begins a value, a name or a comment whose end is not yet there."""
_MEANT = {"0": "", "n": "\n", "r": "\r", "t": "\t", "Z": "", "b": ""}
Row = Mapping[str, str]


class _Tokens:
    """The statements of a stream as tokens: ("text" | "word" | "name" | "sign", what). A value longer than LINE comes as
    ("long", "")."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._buffer, self._at, self._ended = stream, "", 0, False
        self._rest = b""
        self.line = 1

    def __iter__(self) -> Iterator[tuple[str, str]]:
        while True:
            found = _TOKEN.match(self._buffer, self._at)
            # What ends where the buffer does may go on in the next block; a lone quote is a text whose end has not come.
            torn = found is None or (
                (not found["blank"] and found.end() >= len(self._buffer) - 1) or found["sign"] in _OPENS
            )
            if torn and not self._ended:
                if len(self._buffer) - self._at > LINE and found is not None and found["sign"] in _OPENS:
                    self._skip(found["sign"])
                    yield "long", ""
                    continue
                self._fill()
                continue
            if found is None:
                return
            self.line += self._buffer.count("\n", self._at, found.end())
            self._at = found.end()
            kind = found.lastgroup or "gap"
            if kind not in ("gap", "blank"):
                yield (
                    ("text", found["text"][1:-1])
                    if kind == "text"
                    else (("text", found[kind]) if kind == "quoted" else (kind, found[kind]))
                )

    def _fill(self) -> None:
        data = self._stream.read(BLOCK)
        self._ended = not data
        joined = self._rest + data
        # A letter may be torn between two blocks.
        cut = len(joined)
        while not self._ended and cut > max(0, len(joined) - 4) and joined[cut - 1 : cut] >= b"\x80":
            cut -= 1
        self._rest = joined[cut:] if len(joined) - cut < 4 else b""
        whole = joined[: len(joined) - len(self._rest)]
        self._buffer = self._buffer[self._at :] + _letters(whole)
        self._at = 0

    def _skip(self, sign: str) -> None:
        """Past a value that is too long, whose beginning stands in the buffer."""
        self._at += 1
        while True:
            at = self._at
            while at < len(self._buffer):
                letter = self._buffer[at]
                if letter == "\\":
                    at += 2
                    continue
                at += 1
                if letter == sign or (sign == "/" and self._buffer[at - 2 : at] == "*/"):
                    self._at = at
                    return
            self._at = min(at, len(self._buffer))
            if self._ended:
                return
            self._fill()


def _letters(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def rows(stream: BinaryIO, wanted: frozenset[str]) -> Iterator[tuple[str, Line | Row, int]]:
    """(table without its prefix, row by column, line) of tables whose name ends in one of `wanted`; see `copies.rows`."""
    tokens = _Tokens(stream)
    columns: dict[str, list[str]] = {}
    statement = iter(tokens)
    for kind, word in statement:
        if kind != "word":
            continue
        if word.upper() == "CREATE":
            _create(statement, columns)
        elif word.upper() == "INSERT":
            yield from _insert(tokens, statement, columns, wanted)
        else:
            _end(statement)


def _end(statement: Iterator[tuple[str, str]]) -> None:
    for token in statement:
        if token == ("sign", ";"):
            return


def _create(statement: Iterator[tuple[str, str]], columns: dict[str, list[str]]) -> None:
    """Names of columns: those that begin a line of the definition."""
    table, names, depth, begins = "", list[str](), 0, False
    for kind, word in statement:
        if (kind, word) == ("sign", ";"):
            break
        if kind == "sign":
            depth += {"(": 1, ")": -1}.get(word, 0)
            begins = depth == 1 and word in "(,"
            continue
        if not table and depth == 0 and (kind == "name" or word.upper() not in _BEFORE_NAME):
            table = word
        elif begins and depth == 1 and (kind == "name" or word.upper() not in _KEYS):
            names.append(word)
        begins = False
    columns[table] = names


_BEFORE_NAME = {"TABLE", "IF", "NOT", "EXISTS", "TEMPORARY", "DATABASE", "VIEW", "INTO", "IGNORE", "DELAYED"}
_KEYS = {"PRIMARY", "KEY", "UNIQUE", "FULLTEXT", "INDEX", "CONSTRAINT", "SPATIAL", "FOREIGN", "CHECK"}


def _insert(
    tokens: _Tokens, statement: Iterator[tuple[str, str]], known: dict[str, list[str]], wanted: frozenset[str]
) -> Iterator[tuple[str, Line | Row, int]]:
    table, named = "", list[str]()
    for kind, word in statement:
        if (kind, word) == ("sign", ";"):
            return
        if kind == "word" and word.upper() in ("VALUES", "VALUE"):
            break
        if kind in ("name", "word") and not (kind == "word" and word.upper() in _BEFORE_NAME):
            if table:
                named.append(word)
            else:
                table = word
    columns = named or known.get(table, [])
    # The longest that fits: old_acl_groups are no old_groups.
    ours = max((name for name in wanted if table == name or table.endswith(f"_{name}")), key=len, default="")
    if not ours or not columns:
        _end(statement)
        return
    yield from ((ours, row, line) for row, line in _values(tokens, statement, columns))


def _values(
    tokens: _Tokens, statement: Iterator[tuple[str, str]], columns: list[str]
) -> Iterator[tuple[Line | Row, int]]:
    values: list[str] = []
    depth, long = 0, False
    for kind, word in statement:
        if kind == "sign":
            if word == ";" and depth == 0:
                return
            if word == "(":
                depth += 1
                if depth == 1:
                    values, long = [], False
            elif word == ")":
                depth -= 1
                if depth == 0:
                    yield _row(columns, values, long, tokens.line), tokens.line
        elif kind == "long":
            long = True
            values.append("")
        elif kind == "text":
            values.append(_ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]) if found[1] else "'", word))
        elif kind == "word" and not word.startswith("_"):
            values.append("" if word.upper() == "NULL" else word)


def _row(columns: list[str], values: list[str], long: bool, line: int) -> Line | Row:
    if long:
        return Line(line, Problem(LONG_LINE))
    if len(values) != len(columns):
        return Line(line, Problem(TORN))
    return dict(zip(columns, values, strict=True))
