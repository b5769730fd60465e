"""Lists of feeds (OPML): what one would bring, the feeds chosen let in as places, their folders as boards; and the way out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from parvis.boards.actions.boards import BoardForm, Source, TooManyBoards, add_column, make_board
from parvis.boards.actions.feeds import choose, finished, forget_lists, keep_list, settled
from parvis.boards.models import Board, FeedList
from parvis.boards.queries import boards_of, columns_of
from parvis.boards.rules import MOST_FEEDS, Feed, Visibility, boards_in
from parvis.connectors.contract import ConnectorError
from parvis.connectors.feed.opml import Subscription, read_opml, write_opml
from parvis.conversations.models import Place
from parvis.conversations.sight import Sight
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Seat
from parvis.flows.beginning import Tried, listen_to_all

AT_ONCE = 8
KEPT_FOR = timedelta(days=7)
WANTS = Message("It wants something of you first, a password for example: add it by its address.")
TOO_MANY = Message("A list brings %(most)s feeds at most: bring the others in a second one.", {"most": MOST_FEEDS})


@task(queue="slow")
def let_in_feeds(list_id: int) -> None:
    """Look at each feed chosen and listen to it. Called again after a crash, it goes on where it was."""
    let_in(list_id, now())


@task(every=timedelta(days=1), queue="slow")
def forget_feed_lists() -> None:
    """Reports that nobody needs any more."""
    forget_lists(now() - KEPT_FOR)


def read_list(seat: Seat, data: bytes, name: str, *, at: datetime) -> FeedList:
    """What a file would bring; nobody has chosen yet. Raises Rejected for a file that is no list of feeds."""
    found = read_opml(data)
    named = {feed.address: feed.title or feed.address for feed in found.feeds}
    places = Place.objects.filter(brand=seat.brand, network="feed", remote_id__in=list(named))
    known = dict(places.values_list("remote_id", "pk"))
    rows = [
        {
            "address": address, "title": named[address], "folder": folder,
            "state": "known" if address in known else "new", "place": known.get(address),
        }
        for folder, address in found.lines[:MOST_FEEDS]
    ]  # fmt: skip
    refused = [{"line": one.line, "name": one.name, "said": _told(one.reason)} for one in found.unread]
    if len(found.lines) > MOST_FEEDS:
        refused.append({"line": 0, "name": "", "said": _told(TOO_MANY)})
    return keep_list(seat, name or found.title, rows, refused, at=at)


@transaction.atomic
def begin(listed: FeedList, addresses: Collection[str], *, as_boards: bool, at: datetime) -> FeedList:
    """Let these in, by a job. Raises BegunAlready."""
    chosen = choose(listed, set(addresses), as_boards=as_boards, at=at)
    enqueue(let_in_feeds, key=f"feeds:{chosen.pk}", list_id=chosen.pk)
    return chosen


def let_in(list_id: int, at: datetime) -> bool:
    """False when there is nothing to do any more. Some addresses at a time, each time kept."""
    while True:
        listed = FeedList.objects.select_related("seat__account", "seat__brand").filter(pk=list_id).first()
        if listed is None or listed.started_at is None or listed.finished_at:
            return False
        waiting = list(dict.fromkeys(row["address"] for row in listed.rows if row["state"] == "new"))[:AT_ONCE]
        if not waiting:
            break
        tried = listen_to_all(listed.seat.brand, waiting, by=listed.seat.account, at=at)
        if not settled(list_id, {one.address: _came_of(one) for one in tried}, at):
            return False
    return _end(listed, at)


@transaction.atomic
def _end(listed: FeedList, at: datetime) -> bool:
    if not finished(listed.pk, at):
        return False
    if listed.as_boards:
        _make_boards(listed, at)
    return True


def _make_boards(listed: FeedList, at: datetime) -> None:
    """A board a folder, a column a feed; folders beyond what one may have are left, their places stay."""
    places = Place.objects.filter(brand=listed.brand_id).in_bulk([r["place"] for r in listed.rows if r.get("place")])
    by_address = {row["address"]: places[row["place"]] for row in listed.rows if row.get("place") in places}
    feeds = [Feed(row["address"], row["title"], row["folder"]) for row in listed.rows]
    chosen = {row["address"] for row in listed.rows if row.get("chosen")}
    for folder, addresses in boards_in(feeds, chosen & set(by_address)).items():
        try:
            board = make_board(listed.seat, BoardForm(folder, Visibility.PRIVATE), at=at)
        except TooManyBoards:
            return
        for address in addresses:
            add_column(board, Source(place=by_address[address]), by=listed.seat.account, at=at)


def _came_of(tried: Tried) -> dict[str, Any]:
    if tried.place is not None:
        return {"state": "added" if tried.new else "known", "place": tried.place.pk}
    if tried.problem is not None:
        return {"state": "failed", "said": _problem(tried.problem)}
    return {"state": "asks", "said": _told(WANTS)}


def _problem(problem: ConnectorError) -> dict[str, Any]:
    return _told(problem.message)


def _told(message: Message) -> dict[str, Any]:
    return {"text": message.text, "params": dict(message.params)}


def board_as_opml(board: Board, seat: Seat, sight: Sight) -> str:
    """The feeds among its columns, in a folder of its name."""
    return write_opml(board.name, _subscriptions([board], seat, sight))


def boards_as_opml(seat: Seat, sight: Sight) -> str:
    """Every board in reach as a folder of its feeds, then the feeds on no board."""
    on_boards = _subscriptions(list(boards_of(seat)), seat, sight)
    shown = {feed.address for feed in on_boards}
    feeds = sight.places().filter(network="feed").order_by("name", "pk")
    others = [Subscription(one.address, one.name, one.url) for one in feeds if one.address not in shown]
    return write_opml(seat.brand.name, [*on_boards, *others])


def _subscriptions(boards: list[Board], seat: Seat, sight: Sight) -> list[Subscription]:
    """A query a board, of which there are few."""
    return [
        Subscription(column.place.address, column.place.name, column.place.url, (board.name,))
        for board in boards
        for column in columns_of(board, seat, sight)
        if column.place is not None and column.place.network == "feed"
    ]
