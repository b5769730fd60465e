"""A board as its page shows it: columns with their posts, what is new to this person, where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from parvis.boards.models import Board, Column
from parvis.boards.queries import After, Entry, boards_of, collections_of, columns_of, marks_of, stretch
from parvis.web.ui.door import Desk


@dataclass(frozen=True, slots=True)
class Shown:
    """`mark`: up to which arrival it is read, -1 for never; `after`: the cursor of what follows, "" at the end."""

    column: Column
    entries: Sequence[Entry]
    after: str
    mark: int
    newest: int

    @property
    def fresh(self) -> int:
        return sum(self.new(entry) for entry in self.entries)

    @property
    def all_fresh(self) -> bool:
        """More may be new than what is shown."""
        return bool(self.after) and self.fresh == len(self.entries)

    def new(self, entry: Entry) -> bool:
        return entry.key > self.mark


def shown_column(desk: Desk, column: Column, mark: int, *, after: After | None = None) -> Shown:
    found = stretch(column, desk.sight, after=after)
    last = found.entries[-1].cursor if found.more else None
    return Shown(
        column=column,
        entries=found.entries,
        after=f"{last[0].astimezone(UTC).isoformat()}_{last[1]}" if last else "",
        mark=mark,
        newest=found.newest,
    )


def shown_board(desk: Desk, board: Board) -> list[Shown]:
    """Two queries, and one a column."""
    columns = columns_of(board, desk.seat, desk.sight)
    marks = marks_of(columns, desk.account.pk)
    return [shown_column(desk, one, marks.get(one.pk, -1)) for one in columns]


def around(desk: Desk) -> dict[str, object]:
    """What the head of each of these pages lists."""
    return {"boards": list(boards_of(desk.seat)), "collections": list(collections_of(desk.seat))}
