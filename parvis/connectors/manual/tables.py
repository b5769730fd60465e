"""Tables of posts: CSV with any usual delimiter and encoding, and JSON lines. A bad line is reported, the others are kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.connectors.contract import Item, Rejected
from parvis.connectors.decoding import decode
from parvis.connectors.manual.columns import NEEDED, folded, suggest
from parvis.connectors.manual.rows import BadRow, to_item
from parvis.core.messages import Message

LARGEST = 100_000_000
LONGEST_CELL = 1_000_000
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out. `number`: as an editor counts it, from 1."""

    number: int
    message: Message


@dataclass(frozen=True, slots=True)
class Table:
    """`mapping`: field → heading. `sample`: the first rows, for a person who corrects the mapping."""

    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    delimiter: str
    sample: tuple[Mapping[str, str], ...] = ()


def look(content: bytes) -> Table:
    """What the table holds and how it would be read. Raises Rejected when its columns are not those needed."""
    text = _text(content)
    rows = _rows(text)
    headings = _headings(text)
    sample = tuple(
        row for _, row in zip(range(5), (row for _, row in rows if not isinstance(row, Message)), strict=False)
    )
    return Table(headings, _checked(headings, suggest(headings)), "" if _is_json(text) else _delimiter(text), sample)


def read_table(content: bytes, mapping: Mapping[str, str] | None = None) -> Iterator[Item | BadLine]:
    """Items in the order of the file; a line that cannot be read is given as a BadLine in its place.

    `mapping`: field → heading, when a person corrected the one `look` suggests. Raises Rejected at once for wrong columns.
    """
    text = _text(content)
    headings = _headings(text)
    chosen = _checked(headings, dict(mapping) if mapping is not None else suggest(headings))
    return _items(text, chosen)


def _items(text: str, mapping: Mapping[str, str]) -> Iterator[Item | BadLine]:
    for number, row in _rows(text):
        if isinstance(row, Message):
            yield BadLine(number, row)
            continue
        try:
            yield to_item({field: row.get(heading, "") for field, heading in mapping.items()})
        except BadRow as error:
            yield BadLine(number, error.message)


def _checked(headings: Sequence[str], mapping: dict[str, str]) -> dict[str, str]:
    missing = [field for field in NEEDED if mapping.get(field) not in headings]
    if not missing:
        return {field: heading for field, heading in mapping.items() if heading in headings}
    shown = ", ".join(heading[:40] for heading in headings[:20]) or "–"
    raise Rejected(
        Message("No column holds the text. Columns found: %(found)s.", {"found": shown}),
        field="file",
        mend=Message(
            "Name one column “text”. Also understood: author, date, link, title, rating, language, id, and the same in French."
        ),
    )


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Rejected(Message("The file is larger than %(size)s MB.", {"size": LARGEST // 10**6}), field="file")
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"):
        raise Rejected(
            Message("The file is empty."), field="file", mend=Message("Export it again and give the new file.")
        )
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Rejected(
            Message("This is a spreadsheet, not a CSV file."),
            field="file",
            mend=Message("In your spreadsheet, save it as CSV (UTF-8) and give that file."),
        )
    return decode(content).replace("\0", "")


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _headings(text: str) -> tuple[str, ...]:
    if _is_json(text):
        known = (row for _, row in _rows(text) if not isinstance(row, Message))
        names: dict[str, None] = {}
        for _, row in zip(range(50), known, strict=False):
            names |= dict.fromkeys(row)
        return tuple(names)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return tuple(cell.strip() for cell in next((row for row in reader if any(cell.strip() for cell in row)), []))
    except csv.Error as error:
        raise Rejected(Message("The first line cannot be read: %(why)s.", {"why": str(error)}), field="file") from error


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | Message]]:
    return _json_rows(text) if _is_json(text) else _csv_rows(text)


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | Message]]:
    headings = _headings(text)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begun = False
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, Message("This line cannot be read: %(why)s.", {"why": str(error)})
            continue
        if not any(cell.strip() for cell in row):
            continue
        if not begun:
            begun = True
        elif len(row) > len(headings) and any(cell.strip() for cell in row[len(headings) :]):
            found, awaited = str(len(row)), str(len(headings))
            yield (
                number,
                Message("%(found)s cells where there are %(awaited)s columns.", {"found": found, "awaited": awaited}),
            )
        else:
            yield number, dict(zip(headings, row, strict=False))


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | Message]]:
    for number, record in _records(text):
        if isinstance(record, Message):
            yield number, record
        elif isinstance(record, dict):
            yield number, {str(name): _cell(value) for name, value in record.items()}
        else:
            yield number, Message("This line is not a record { … }.")


def _records(text: str) -> Iterator[tuple[int, Any]]:
    """One record a line, or one list of records."""
    if text.lstrip().startswith("["):
        try:
            yield from enumerate(json.loads(text), 1)
        except (ValueError, RecursionError) as error:
            yield 1, Message("This JSON cannot be read: %(why)s.", {"why": str(error)[:200]})
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, Message("This JSON cannot be read: %(why)s.", {"why": str(error)[:200]})


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _cell(value.get("name") or value.get("username") or value.get("id"))
    if isinstance(value, list):
        return ", ".join(_cell(each) for each in value)
    return "" if value is None else str(value)


def _delimiter(text: str) -> str:
    """The one that understands most headings of the first line, else the one that occurs most in it."""
    first = next((line for line in text[:100_000].splitlines() if line.strip()), "")

    def score(delimiter: str) -> tuple[int, int]:
        cells = first.split(delimiter)
        return len(suggest([cell.strip(' "') for cell in cells])), len(cells)

    return max(_DELIMITERS, key=score) if folded(first) else ","
