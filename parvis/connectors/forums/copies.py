"""Tables of a PostgreSQL dump, read without a server: its COPY blocks, line by line. Nothing of the dump is executed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO

from parvis.connectors.forums.bounds import LONG_LINE, Bounded, lines, text_of
from parvis.connectors.forums.records import Line, Problem
from parvis.core.messages import Message

_COPY = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^)]*)\) FROM stdin;')
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))", re.S)
_MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
Row = Mapping[str, str]
TORN = Message("This row has not as many values as its table has columns: it was left out.")


def rows(stream: IO[bytes] | Bounded, wanted: frozenset[str]) -> Iterator[tuple[str, Line | Row, int]]:
    """(table, row by column, line) of the tables `wanted`; a Line with its Problem in the place of what cannot be read.
    A NULL is "" as if it were empty."""
    table, columns = "", [""]
    for number, line in lines(stream):  # type: ignore[arg-type]
        if table == "":
            found = _COPY.match(line) if line else None
            if found is not None:
                table = found[1].decode()
                columns = [one.strip().strip('"') for one in found[2].decode("utf-8", "replace").split(",")]
        elif line == b"\\.":
            table = ""
        elif table in wanted:
            if line is None:
                yield table, Line(number, Problem(LONG_LINE)), number
                continue
            values = text_of(line).split("\t")
            if len(values) != len(columns):
                yield table, Line(number, Problem(TORN)), number
                continue
            yield table, dict(zip(columns, map(_value, values), strict=True)), number


def _value(text: str) -> str:
    if "\\" not in text:
        return text
    return "" if text == "\\N" else _ESCAPE.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    octal, hexadecimal, letter = found.groups()
    if letter is not None:
        return _MEANT.get(letter, letter)
    return chr(int(octal, 8) if octal else int(hexadecimal, 16))
