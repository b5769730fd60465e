"""What one would do without an engine: a regular expression for each watch, or PostgreSQL with its queries stored."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import psutil

from parvis.core.folding import bare, fold_tokens
from parvis.listening.matching import Document
from parvis.listening.query.ast import And, Field, Near, Node, Not, Or, Words
from parvis.listening.query.words import pieces

Test = Callable[[str, Document], bool]


class NaiveRe:
    """Every watch reads every post, folded."""

    def __init__(self, asts: Iterable[Node]) -> None:
        self.tests = [_test(ast) for ast in asts]

    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]:
        found = []
        for index, document in enumerate(documents):
            text = f" {' '.join(fold_tokens(document.text))} "
            found += [(index, id) for id, test in enumerate(self.tests) if test(text, document)]
        return found


def _test(node: Node) -> Test:
    match node:
        case And(parts):
            tests = [_test(part) for part in parts]
            return lambda text, document: all(test(text, document) for test in tests)
        case Or(parts):
            tests = [_test(part) for part in parts]
            return lambda text, document: any(test(text, document) for test in tests)
        case Not(part):
            test = _test(part)
            return lambda text, document: not test(text, document)
        case Field(name, value):
            return _field(name, value)
        case _:
            found = re.compile(_pattern(node)).search
            return lambda text, document: found(text) is not None


def _field(name: str, value: str) -> Test:
    if name == "lang":
        return lambda text, document: (
            (document.language if isinstance(document.language, str) else document.language()) == value
        )
    wanted = f" {' '.join(fold_tokens(value))} "
    return lambda text, document: any(wanted in f" {' '.join(fold_tokens(author))} " for author in document.authors)


def _pattern(node: Node) -> str:
    if isinstance(node, Near):
        left, right = _pattern(node.left).strip(), _pattern(node.right).strip()
        gap = f" (?:\\S+ ){{0,{node.distance - 1}}}"
        return f" {left}{gap}{right} " if node.ordered else f" (?:{left}{gap}{right}|{right}{gap}{left}) "
    assert isinstance(node, Words)
    row = pieces(node)
    words = " ".join(("" if p.folded[0] == "@" else "@?") + re.escape(p.folded) for p in row)
    return f" {words}" if row[-1].prefix else f" {words} "


def postgres() -> str:
    """The address of a PostgreSQL to measure; "" when there is none."""
    address = os.environ.get("PARVIS_DATABASE", "")
    return address if address.startswith("postgresql://") else ""


class StoredQueries:
    """A table of tsquery; each post asks all of them. There is no index that answers `@@` from that side."""

    def __init__(self, asts: Iterable[Node], connect: Callable[..., object]) -> None:
        self.connection = connect(postgres(), autocommit=True)
        run = self.connection.execute  # type: ignore[attr-defined]
        run("SET max_parallel_workers_per_gather = 0")
        run("CREATE TEMP TABLE watch (id int, query tsquery)")
        with self.connection.cursor().copy("COPY watch FROM STDIN") as copy:  # type: ignore[attr-defined]
            for id, ast in enumerate(asts):
                copy.write_row((id, _tsquery(ast)))
        self._run = run
        self.server = psutil.Process(self.connection.info.backend_pid)  # type: ignore[attr-defined]

    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]:
        found = []
        for index, document in enumerate(documents):
            rows = self._run("SELECT id FROM watch WHERE %s::tsvector @@ query ORDER BY id", [_tsvector(document)])
            found += [(index, id) for (id,) in rows]
        return found

    def cpu(self) -> float:
        """Seconds, of both sides."""
        spent = self.server.cpu_times()
        return time.process_time() + spent.user + spent.system


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _tsvector(document: Document) -> str:
    told = [
        f"{_quoted(form)}:{place}"
        for place, token in enumerate(fold_tokens(document.text), 1)
        for form in {token, bare(token)}
    ]
    code = document.language if isinstance(document.language, str) else document.language()
    names = chain.from_iterable(fold_tokens(author) for author in document.authors)
    return " ".join([*told, _quoted(f"lang:{code}"), *(_quoted(f"author:{name}") for name in names)])


def _tsquery(node: Node) -> str:
    match node:
        case And(parts):
            return "(" + " & ".join(_tsquery(part) for part in parts) + ")"
        case Or(parts):
            return "(" + " | ".join(_tsquery(part) for part in parts) + ")"
        case Not(part):
            return f"!{_tsquery(part)}"
        case Near(left, right, distance, ordered):
            a, b = _tsquery(left), _tsquery(right)
            ways = [(a, b)] if ordered else [(a, b), (b, a)]
            return "(" + " | ".join(f"{x} <{n}> {y}" for x, y in ways for n in range(1, distance + 1)) + ")"
        case Field(name, value):
            return _quoted(f"{name}:{value}")
        case Words():
            return "(" + " <-> ".join(_quoted(p.folded) + (":*" if p.prefix else "") for p in pieces(node)) + ")"
    raise ValueError(node)
