"""A board as its page shows it: columns with their posts, what is new to this person, where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from parvis.boards.models import Board, Column
from parvis.boards.queries import After, Entry, Stretch, boards_of, collections_of, columns_of, marks_of, stretch
from parvis.conversations.echo_queries import folded_each
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
    return _shown(column, found, _together([(column, found)], desk)[0], mark)


def _together(columns: Sequence[tuple[Column, Stretch]], desk: Desk) -> list[list[Entry]]:
    """Of posts that say the same, the first in each column, with their number; what somebody keeps stands each for itself.
    One query for all columns."""
    lists = [[one.post for one in found.entries if one.post is not None] for _column, found in columns]
    kept = [{post.pk for post in posts} for posts in folded_each(lists, desk.sight)]
    return [
        [one for one in found.entries if column.collection_id or one.post is None or one.post.pk in shown]
        for (column, found), shown in zip(columns, kept, strict=True)
    ]


def _shown(column: Column, found: Stretch, entries: Sequence[Entry], mark: int) -> Shown:
    last = found.entries[-1].cursor if found.more else None
    return Shown(
        column=column,
        entries=entries,
        after=f"{last[0].astimezone(UTC).isoformat()}_{last[1]}" if last else "",
        mark=mark,
        newest=found.newest,
    )


def shown_board(desk: Desk, board: Board) -> list[Shown]:
    """Three queries, and one a column."""
    columns = columns_of(board, desk.seat, desk.sight)
    marks = marks_of(columns, desk.account.pk)
    found = [(one, stretch(one, desk.sight)) for one in columns]
    lists = _together(found, desk)
    return [_shown(one, each, some, marks.get(one.pk, -1)) for (one, each), some in zip(found, lists, strict=True)]


def around(desk: Desk) -> dict[str, object]:
    """What the head of each of these pages lists."""
    return {"boards": list(boards_of(desk.seat)), "collections": list(collections_of(desk.seat))}
