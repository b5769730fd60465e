"""Boards and their columns: made, named, put in order, taken away."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from parvis.boards.actions.order import end_of, put
from parvis.boards.models import Board, BoardShare, Collection, Column, ColumnMark
from parvis.boards.rules import MOST_BOARDS, MOST_COLUMNS, Density, Kind, Visibility, searched, token_hash
from parvis.conversations.models import Place
from parvis.conversations.rules import KEPT_BACK
from parvis.core import events, journal
from parvis.core.models import Account, Seat
from parvis.listening.models import Watch
from parvis.people.rules import clip


class TooManyBoards(Exception):
    """MOST_BOARDS stand already."""


class TooManyColumns(Exception):
    """MOST_COLUMNS stand on this board already."""


class NotForColumns(Exception):
    """A place of private messages, or what another person keeps for themselves: no column shows it to others."""


@dataclass(frozen=True, slots=True)
class BoardForm:
    name: str
    visibility: Visibility = Visibility.TEAM
    density: Density = Density.CARDS


@dataclass(frozen=True, slots=True)
class Source:
    """What a column shows: exactly one of these; `asked`: a saved search."""

    watch: Watch | None = None
    place: Place | None = None
    collection: Collection | None = None
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        if self.watch:
            return Kind.WATCH
        if self.place:
            return Kind.PLACE
        return Kind.COLLECTION if self.collection else Kind.SEARCH


@transaction.atomic
def make_board(seat: Seat, form: BoardForm, *, at: datetime) -> Board:
    """Raises TooManyBoards."""
    if Board.objects.filter(brand=seat.brand, owner=seat).count() >= MOST_BOARDS:
        raise TooManyBoards
    made = Board.objects.create(
        brand=seat.brand, owner=seat, name=clip(form.name, 60), visibility=form.visibility.value,
        density=form.density.value, created_at=at,
    )  # fmt: skip
    _tell(made, "board.made", seat.account, at)
    return made


@transaction.atomic
def change_board(board: Board, form: BoardForm, *, by: Account, at: datetime) -> Board:
    """Raises NotForColumns: a board of the team shows no collection that is one person's own."""
    own = Column.objects.filter(board=board, collection__visibility=Visibility.PRIVATE.value)
    if form.visibility is Visibility.TEAM and own.exists():
        raise NotForColumns
    board.name, board.visibility = clip(form.name, 60), form.visibility.value
    board.density = form.density.value
    board.save(update_fields=["name", "visibility", "density"])
    _tell(board, "board.changed", by, at)
    return board


@transaction.atomic
def delete_board(board: Board, *, by: Account, at: datetime) -> None:
    """Its columns and links go; what they showed stays."""
    _tell(board, "board.deleted", by, at)
    Board.objects.filter(pk=board.pk).delete()


@transaction.atomic
def add_column(board: Board, source: Source, *, name: str = "", by: Account, at: datetime) -> Column:
    """At the end. Raises TooManyColumns, NotForColumns."""
    held = Board.objects.select_for_update().get(pk=board.pk)
    mine = Column.objects.filter(board=held)
    if mine.count() >= MOST_COLUMNS:
        raise TooManyColumns
    own = source.collection is not None and source.collection.visibility == Visibility.PRIVATE
    if (source.place and source.place.visibility == KEPT_BACK) or (own and held.visibility != Visibility.PRIVATE):
        raise NotForColumns
    made = Column.objects.create(
        brand_id=board.brand_id, board=held, name=clip(name, 60), kind=source.kind.value, watch=source.watch,
        place=source.place, collection=source.collection, asked=searched(source.asked),
        position=end_of(mine),
    )  # fmt: skip
    _tell(board, "board.column_added", by, at, column=made.pk)
    return made


@transaction.atomic
def change_column(column: Column, *, name: str, wide: bool, by: Account, at: datetime) -> Column:
    """Another name ("" = that of what it shows), another width. A search keeps a name."""
    column.name = clip(name, 60) or (column.name if column.kind == Kind.SEARCH else "")
    column.wide = wide
    column.save(update_fields=["name", "wide"])
    _tell(column.board, "board.column_changed", by, at, column=column.pk)
    return column


@transaction.atomic
def move_column(column: Column, to: int, *, by: Account, at: datetime) -> list[int]:
    """To index `to` of its board. The ids in their new order."""
    board = Board.objects.select_for_update().get(pk=column.board_id)
    order = put(Column.objects.filter(board=board), column.pk, to)
    _tell(board, "board.column_moved", by, at, column=column.pk)
    return order


@transaction.atomic
def remove_column(column: Column, *, by: Account, at: datetime) -> None:
    _tell(column.board, "board.column_removed", by, at, column=column.pk)
    Column.objects.filter(pk=column.pk).delete()


@transaction.atomic
def mark_read(column: Column, account: Account, upto: int) -> None:
    """Whatever came up to that arrival is read, whatever came later is new: a second call may also take it back."""
    ColumnMark.objects.update_or_create(
        column=column, account=account, defaults={"brand_id": column.brand_id, "upto": max(0, min(upto, 2**53))}
    )


@transaction.atomic
def share_board(board: Board, *, good_for: timedelta, by: Account, at: datetime) -> tuple[BoardShare, str]:
    """The share and the secret of its link, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    made = BoardShare.objects.create(
        brand_id=board.brand_id, board=board, token_hash=token_hash(token), by=by, at=at, expires_at=at + good_for
    )
    _tell(board, "board.shared", by, at, share=made.pk)
    return made, token


@transaction.atomic
def revoke_share(share: BoardShare, *, by: Account, at: datetime) -> bool:
    """Its link opens nothing any more; False when it was revoked before."""
    if not BoardShare.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=at):
        return False
    _tell(share.board, "board.unshared", by, at, share=share.pk)
    return True


def _tell(board: Board, verb: str, by: Account | None, at: datetime, **more: int) -> None:
    said = {"name": board.name, **more}
    journal.record(board.brand, actor=by, verb=verb, object=f"board:{board.pk}", data=said, at=at)
    events.publish(board.brand_id, "boards", f"board:{board.pk}", at)
