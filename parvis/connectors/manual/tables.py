"""Tables of posts: CSV with any usual delimiter and encoding, and JSON lines. A bad line is reported, the others are kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from parvis.connectors.contract import Item, Rejected
from parvis.connectors.decoding import decode
from parvis.connectors.manual.columns import NEEDED, folded, suggest
from parvis.connectors.manual.rows import BadRow, to_item
from parvis.core.messages import Message

LARGEST = 100_000_000
BLOCK = 4_000_000
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
    return _items(_rows(text), chosen)


def stream_table(file: BinaryIO) -> Iterator[Item | BadLine]:
    """As `read_table`, however large the file: a block of it in memory at a time, the columns told from the first.

    A list "[ … ]" and UTF-16 cannot be cut at line ends: they are read whole, up to LARGEST. Raises Rejected.
    """
    headings, rows = stream_rows(file)
    return _items(rows, _checked(headings, suggest(headings)))


Rows = Iterator[tuple[int, Mapping[str, str] | Message]]


def stream_rows(file: BinaryIO) -> tuple[tuple[str, ...], Rows]:
    """The headings, and (number, heading → cell, or what is wrong with the line) of each line. Raises Rejected."""
    text, lines = _begin(file)
    headings = _headings(text)
    return headings, _json_of(text, lines) if _is_json(text) else _csv_rows(lines, headings, _delimiter(text))


def stream_lines(file: BinaryIO) -> tuple[tuple[str, ...], Rows]:
    """As `stream_rows`, one row a line: a quotation mark that nobody closes spoils its own line, not those after it."""
    text, lines = _begin(file)
    headings = _headings(text)
    return headings, _json_of(text, lines) if _is_json(text) else _line_rows(lines, headings, _delimiter(text))


def _begin(file: BinaryIO) -> tuple[str, Iterator[str]]:
    """The first block as text, to tell what it is by; and the lines of the whole file."""
    head = file.read(BLOCK)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") or b"\0" in head[:4096]:
        head += file.read(LARGEST)
    elif len(head) == BLOCK:
        return _text(head[: head.rfind(b"\n") + 1] or head), _lines(head, file)
    text = _text(head)
    return text, iter(io.StringIO(text, newline=""))


def _json_of(text: str, lines: Iterable[str]) -> Rows:
    return _json_rows(_listed(text) if text.lstrip().startswith("[") else _by_line(lines))


def _line_rows(lines: Iterable[str], headings: Sequence[str], delimiter: str) -> Rows:
    csv.field_size_limit(LONGEST_CELL)
    begun = False
    for number, line in enumerate(lines, 1):
        try:
            row = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            yield number, Message("This line cannot be read: %(why)s.", {"why": str(error)})
            continue
        if not any(cell.strip() for cell in row):
            continue
        if not begun:
            begun = True
        elif any(cell.strip() for cell in row[len(headings) :]):
            yield number, _too_many(row, headings)
        else:
            yield number, dict(zip(headings, row, strict=False))


def _too_many(row: Sequence[str], headings: Sequence[str]) -> Message:
    found, awaited = str(len(row)), str(len(headings))
    return Message("%(found)s cells where there are %(awaited)s columns.", {"found": found, "awaited": awaited})


def _lines(block: bytes, file: BinaryIO) -> Iterator[str]:
    """The lines of the file with their ends, decoded a block at a time; `block` is its beginning."""
    while block:
        end = block.rfind(b"\n") + 1
        more = file.read(BLOCK)
        if more and not end and len(block) > LARGEST:
            raise Rejected(
                Message("A line is longer than %(size)s MB.", {"size": LARGEST // 10**6}),
                field="file",
                mend=Message("Give one post a line."),
            )
        if end or not more:
            end = end if more else len(block)
            yield from io.StringIO(decode(block[:end]).replace("\0", ""), newline="")
        block = block[end:] + more


def _items(
    rows: Iterable[tuple[int, Mapping[str, str] | Message]], mapping: Mapping[str, str]
) -> Iterator[Item | BadLine]:
    for number, row in rows:
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
    if _is_json(text):
        return _json_rows(_listed(text) if text.lstrip().startswith("[") else _by_line(text.split("\n")))
    return _csv_rows(io.StringIO(text, newline=""), _headings(text), _delimiter(text))


def _csv_rows(
    lines: Iterable[str], headings: Sequence[str], delimiter: str
) -> Iterator[tuple[int, Mapping[str, str] | Message]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter)
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
            yield number, _too_many(row, headings)
        else:
            yield number, dict(zip(headings, row, strict=False))


def _json_rows(records: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Mapping[str, str] | Message]]:
    for number, record in records:
        if isinstance(record, Message):
            yield number, record
        elif isinstance(record, dict):
            yield number, {str(name): _cell(value) for name, value in record.items()}
        else:
            yield number, Message("This line is not a record { … }.")


def _listed(text: str) -> Iterator[tuple[int, Any]]:
    """One list of records."""
    try:
        yield from enumerate(json.loads(text), 1)
    except (ValueError, RecursionError) as error:
        yield 1, Message("This JSON cannot be read: %(why)s.", {"why": str(error)[:200]})


def _by_line(lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """One record a line."""
    for number, line in enumerate(lines, 1):
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
