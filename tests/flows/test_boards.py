"""Boards: what a column shows, what is new to whom, what a stranger sees, what goes when its source goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.boards.actions.boards import (
    BoardForm,
    NotForColumns,
    Source,
    TooManyColumns,
    add_column,
    change_board,
    make_board,
    mark_read,
    move_column,
    revoke_share,
    share_board,
)
from parvis.boards.actions.collections import (
    CollectionForm,
    Kept,
    OnBoardsOfTheTeam,
    change_collection,
    keep,
    make_collection,
    move_item,
)
from parvis.boards.models import Board, Column
from parvis.boards.queries import (
    boards_of,
    columns_of,
    marks_of,
    news,
    shared,
    shared_stretch,
    stretch,
)
from parvis.boards.rules import MOST_COLUMNS, Visibility
from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import Role
from parvis.listening.actions import delete_watch
from tests.flows.reading_room import furnished, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(ines: Seat, noon: datetime) -> Board:
    return make_board(ines, BoardForm("Le matin"), at=noon)


def test_each_kind_of_column_shows_its_posts_page_after_page(
    brand: Brand, board: Board, ines: Seat, noon: datetime
) -> None:
    scene = furnished(brand, noon)
    kept = make_collection(ines, CollectionForm("À garder"), at=noon)
    posts = list(Post.objects.filter(place=scene.blog).order_by("pk"))
    for post in posts:
        keep(kept, Kept(post=post), by=ines.account, at=noon)
    keep(kept, Kept(url="https://a.example/"), by=ines.account, at=noon)
    keep(kept, Kept(post=Post.objects.filter(place=scene.private)[0]), by=ines.account, at=noon)
    sources = [
        (Source(watch=scene.watch), 12), (Source(place=scene.blog), 4), (Source(collection=kept), 5),
        (Source(asked={"network": "email"}), 4), (Source(asked={"watch": str(scene.watch.pk), "network": "feed"}), 8),
    ]  # fmt: skip
    for source, expected in sources:
        column = add_column(board, source, name="x", by=ines.account, at=noon)
        seen: list[int] = []
        after = None
        while True:
            page = stretch(column, Sight(brand.pk), after=after, limit=3)
            seen += [entry.key for entry in page.entries]
            if not page.more:
                break
            after = page.entries[-1].cursor
        assert len(seen) == len(set(seen)) == expected, source
    assert not Post.objects.filter(pk__in=seen, place=scene.private).exists()


def test_what_comes_late_of_an_earlier_hour_is_new_all_the_same(
    brand: Brand, board: Board, ines: Seat, noon: datetime
) -> None:
    scene = furnished(brand, noon)
    column = add_column(board, Source(watch=scene.watch), by=ines.account, at=noon)
    sight, newest = Sight(brand.pk), stretch(column, Sight(brand.pk)).newest
    assert news(column, sight, newest) == 0
    mark_read(column, ines.account, newest)
    other = seat_for(brand, Role.MANAGER)
    assert marks_of([column], other.account_id) == {}
    late = say(scene.other, noon - timedelta(days=3), 2, first=50)
    assert news(column, sight, newest) == 2
    mark = marks_of([column], ines.account_id)[column.pk]
    fresh = [entry.key for entry in stretch(column, sight).entries if entry.key > mark]
    assert sorted(fresh) == [post.pk for post in late]


def test_private_messages_and_ones_own_collections_are_no_column_of_the_team(
    brand: Brand, board: Board, ines: Seat, noon: datetime
) -> None:
    scene, by = furnished(brand, noon), {"by": ines.account, "at": noon}
    mine = make_collection(ines, CollectionForm("À moi", visibility=Visibility.PRIVATE), at=noon)
    with pytest.raises(NotForColumns):
        add_column(board, Source(place=scene.private), **by)
    with pytest.raises(NotForColumns):
        add_column(board, Source(collection=mine), **by)
    change_board(board, BoardForm("Le matin", Visibility.PRIVATE), **by)
    add_column(board, Source(collection=mine), **by)
    with pytest.raises(NotForColumns):
        change_board(board, BoardForm("Le matin", Visibility.TEAM), **by)
    colleague = seat_for(brand, Role.MANAGER)
    assert list(boards_of(colleague)) == []
    ours = make_collection(ines, CollectionForm("À nous"), at=noon)
    team = Board.objects.create(brand=brand, owner=ines, name="Équipe", created_at=noon)
    add_column(team, Source(collection=ours), **by)
    with pytest.raises(OnBoardsOfTheTeam):
        change_collection(ours, CollectionForm("À nous", visibility=Visibility.PRIVATE), **by)


def test_columns_are_bounded_put_in_order_and_told_to_the_journal(
    brand: Brand, board: Board, ines: Seat, noon: datetime
) -> None:
    by = {"by": ines.account, "at": noon}
    made = [add_column(board, Source(asked={"mood": "negative"}), name=str(n), **by) for n in range(MOST_COLUMNS)]
    with pytest.raises(TooManyColumns):
        add_column(board, Source(asked={"mood": "negative"}), name="trop", **by)
    move_column(made[-1], 0, **by)
    order = [column.name for column in columns_of(board, ines, Sight(brand.pk))]
    assert order == [str(MOST_COLUMNS - 1), *map(str, range(MOST_COLUMNS - 1))]
    assert Journal.objects.filter(brand=brand, verb="board.column_moved").count() == 1


def test_a_column_says_that_what_it_showed_is_gone(brand: Brand, board: Board, ines: Seat, noon: datetime) -> None:
    scene, by = furnished(brand, noon), {"by": ines.account, "at": noon}
    column = add_column(board, Source(watch=scene.watch), **by)
    delete_watch(scene.watch, **by)
    column = Column.objects.get(pk=column.pk)
    assert column.gone
    assert stretch(column, Sight(brand.pk)).entries == []


def test_a_stranger_sees_what_is_public_for_as_long_as_the_link_lasts(
    brand: Brand, board: Board, ines: Seat, noon: datetime
) -> None:
    scene, by = furnished(brand, noon), {"by": ines.account, "at": noon}
    column = add_column(board, Source(watch=scene.watch), **by)
    Post.objects.filter(place=scene.other).update(standing="held")
    first = Post.objects.filter(place=scene.blog).order_by("pk")[0]
    Post.objects.filter(pk=first.pk).update(url="")
    shown = shared_stretch(column)
    assert {entry.post.place_id for entry in shown if entry.post} == {scene.blog.pk}
    assert first.pk not in {entry.key for entry in shown}
    made, token = share_board(board, good_for=timedelta(days=7), **by)
    found = shared(token, noon)
    assert found is not None
    assert found.board_id == board.pk
    assert token not in str(vars(made).values())
    assert shared(token, noon + timedelta(days=7)) is None
    assert shared("autre", noon) is None
    change_board(board, BoardForm("Le matin", Visibility.PRIVATE), **by)
    Seat.objects.filter(pk=ines.pk).update(ended_at=noon)
    assert shared(token, noon) is None, "who made a board of their own has left"
    Seat.objects.filter(pk=ines.pk).update(ended_at=None)
    assert revoke_share(made, **by)
    assert not revoke_share(made, **by)
    assert shared(token, noon) is None


def test_what_is_kept_comes_once_and_in_the_order_made_by_hand(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene, by = furnished(brand, noon), {"by": ines.account, "at": noon}
    kept = make_collection(ines, CollectionForm("À garder"), at=noon)
    posts = list(Post.objects.filter(place=scene.blog).order_by("pk"))
    items = [keep(kept, Kept(post=post), **by)[0] for post in posts]
    assert keep(kept, Kept(post=posts[0], note="encore"), **by) == (items[0], False)
    move_item(items[3], 0, **by)
    names = [item.post_id for item in kept.items.order_by("position")]
    assert names == [posts[3].pk, posts[0].pk, posts[1].pk, posts[2].pk]


def test_a_column_costs_one_query_whatever_it_holds(brand: Brand, board: Board, ines: Seat, noon: datetime) -> None:
    scene, by, cost = furnished(brand, noon, posts=2), {"by": ines.account, "at": noon}, []
    kept = make_collection(ines, CollectionForm("À garder"), at=noon)
    for source in (Source(watch=scene.watch), Source(place=scene.blog), Source(collection=kept), Source()):
        add_column(board, source, name="x", **by)
    columns = columns_of(board, ines, Sight(brand.pk))
    for more in (0, 30):
        for post in say(scene.blog, noon, more, first=100) if more else []:
            keep(kept, Kept(post=post), **by)
        with CaptureQueriesContext(connection) as asked:
            for column in columns:
                stretch(column, Sight(brand.pk))
        cost.append(len(asked))
    assert cost == [len(columns), len(columns)]
