"""The pages of boards: what stands there, what it costs, what strangers and guests are shown."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board
from parvis.boards.actions.collections import CollectionForm, Kept, keep, make_collection
from parvis.boards.models import Board, BoardShare, Column, ColumnMark, FeedList
from parvis.boards.rules import MOST_COLUMNS, Visibility
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.seats import give_places
from parvis.conversations.models import Post
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.intake import take_in
from tests.flows.reading_room import furnished, say

pytestmark = pytest.mark.django_db
AT = "/b/nocturne/"
FIXED = 13
"""Queries of the page besides one a column."""


def signed_in(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.account)
    return client


def test_a_first_board_is_proposed_and_made_by_one_press(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene = furnished(brand, noon)
    client = signed_in(ines)
    assert "Un premier tableau" in client.get(f"{AT}boards/").content.decode()
    given = {"name": "Chaque matin", "visibility": "team", "density": "cards", "watch": [scene.watch.pk]}
    page = client.post(f"{AT}boards/new", given, follow=True).content.decode()
    assert "Train 3 Blog" in page
    assert Column.objects.get().watch == scene.watch


def test_a_board_costs_one_query_a_column_whatever_they_hold(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene, client, cost = furnished(brand, noon, posts=3), signed_in(ines), {}
    board = make_board(ines, BoardForm("Le matin"), at=noon)
    for columns in (1, MOST_COLUMNS):
        while Column.objects.count() < columns:
            source = Source(watch=scene.watch) if Column.objects.count() % 2 else Source(place=scene.blog)
            add_column(board, source, by=ines.account, at=noon)
        for more in (0, 40):
            say(scene.blog, noon, more, first=columns * 100)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{AT}boards/{board.pk}/").status_code == 200
            cost[columns, more] = len(asked)
    assert cost[1, 0] == cost[1, 40]
    assert cost[MOST_COLUMNS, 0] == cost[MOST_COLUMNS, 40] == cost[1, 0] + MOST_COLUMNS - 1
    assert cost[1, 0] <= FIXED + 1


def test_what_says_the_same_is_one_row_with_its_number_in_a_column_and_on_a_person_page(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    scene, client = furnished(brand, noon, posts=0), signed_in(ines)
    same = [
        Item(f"s{n}", f"s{n}", "Le train de 18 h 05 est encore supprimé ce soir, et sans un mot", author=Author("rex", "Rex"), at=noon)
        for n in range(3)
    ]  # fmt: skip
    take_in(scene.blog, same, noon)
    board, kept = (
        make_board(ines, BoardForm("Le matin"), at=noon),
        make_collection(ines, CollectionForm("À garder"), at=noon),
    )
    by = {"by": ines.account, "at": noon}
    for post in Post.objects.filter(remote_id__startswith="s"):
        keep(kept, Kept(post=post), **by)
    for source in (Source(place=scene.blog), Source(collection=kept)):
        add_column(board, source, **by)
    page = client.get(f"{AT}boards/{board.pk}/").content.decode()
    assert page.count("board-echoed") == 1 + 3, (
        "the column of the place folds them, what is kept stands each for itself"
    )
    latest = Post.objects.filter(remote_id__startswith="s").order_by("-pk")[0]
    assert f"{AT}posts/{latest.pk}/echoes" in page
    assert latest.author
    theirs = client.get(f"{AT}people/{latest.author.person_id}/").content.decode()
    assert (theirs.count('id="row-'), theirs.count("chip chip-info above echoed")) == (1, 1)


def test_news_are_counted_and_what_was_read_is_remembered_for_one_person(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    scene, client = furnished(brand, noon), signed_in(ines)
    column = add_column(make_board(ines, BoardForm("M"), at=noon), Source(place=scene.blog), by=ines.account, at=noon)
    last = Post.objects.filter(place=scene.blog).latest("pk").pk
    where = f"{AT}columns/{column.pk}/"
    assert client.get(where).content.decode().count("board-post board-new") == 4
    assert client.post(f"{where}read", {"upto": last}, headers={"HX-Request": "true"}).status_code == 204
    assert "board-post board-new" not in client.get(where).content.decode()
    say(scene.blog, noon, 3, first=20)
    asked = client.get(f"{AT}boards/{column.board_id}/news?since={column.pk}:{last}&since=x:y&since=99999:1")
    assert "3 nouveaux messages" in asked.content.decode()
    assert list(ColumnMark.objects.values_list("account_id", "upto")) == [(ines.account_id, last)]


def test_the_teams_boards_are_read_by_all_and_changed_by_few(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene, looker = furnished(brand, noon), seat_for(brand, Role.OBSERVER)
    board = make_board(ines, BoardForm("Équipe"), at=noon)
    column = add_column(board, Source(watch=scene.watch), by=ines.account, at=noon)
    own = make_board(ines, BoardForm("À moi", Visibility.PRIVATE), at=noon)
    client = signed_in(looker)
    assert client.get(f"{AT}boards/{board.pk}/").status_code == 200
    assert client.get(f"{AT}boards/{own.pk}/").status_code == 404
    told = client.post(f"{AT}columns/{column.pk}/remove", follow=True).content.decode()
    assert "est à l’équipe" in told
    assert Column.objects.filter(pk=column.pk).exists()
    client.post(f"{AT}boards/new", {"name": "Le mien", "visibility": "team", "density": "cards"})
    assert not Board.objects.filter(name="Le mien").exists(), "an observer makes boards of their own only"
    client.post(f"{AT}boards/new", {"name": "Le mien", "visibility": "private", "density": "titles"})
    assert Board.objects.get(name="Le mien").visibility == "private"


def test_a_guest_sees_the_columns_of_their_places_and_their_posts(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene, guest = furnished(brand, noon), seat_for(brand, Role.AGENCY_GUEST)
    give_places(guest, [scene.blog.pk], by=ines.account, at=noon)
    board = make_board(ines, BoardForm("Équipe"), at=noon)
    for source in (Source(watch=scene.watch), Source(place=scene.blog), Source(place=scene.other)):
        add_column(board, source, by=ines.account, at=noon)
    page = signed_in(guest).get(f"{AT}boards/{board.pk}/").content.decode()
    assert "Train 1 Blog" in page
    assert "Autre" not in page
    hidden = Column.objects.get(place=scene.other)
    assert signed_in(guest).get(f"{AT}columns/{hidden.pk}/").status_code == 404


def test_what_a_link_will_show_is_said_first_and_a_stranger_sees_no_more(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    scene, client = furnished(brand, noon), signed_in(ines)
    board = make_board(ines, BoardForm("Le matin"), at=noon)
    for source in (Source(watch=scene.watch), Source(place=scene.mail)):
        add_column(board, source, by=ines.account, at=noon)
    where = f"{AT}boards/{board.pk}/share"
    before = client.get(where).content.decode()
    assert "8 messages pour l’instant" in before
    assert "rien n’y est public" in before
    made = client.post(where, {"lasts": "week"})
    link = made.content.decode().partition("/board/")[2].partition("<")[0]
    stranger = Client().get(f"/board/{link}")
    page = stranger.content.decode()
    assert "Train 1 Blog" in page
    assert "Train 1 Courrier" not in page
    assert "Train 1 Secret" not in page
    assert stranger["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in stranger["Cache-Control"]
    assert stranger["Referrer-Policy"] == "no-referrer"
    client.post(f"{AT}boards/shares/{BoardShare.objects.get().pk}/revoke")
    ended = Client().get(f"/board/{link}")
    assert ended.status_code == 410
    assert "Le matin" not in ended.content.decode()


def test_a_list_of_feeds_is_shown_before_it_is_let_in(ines: Seat) -> None:
    client = signed_in(ines)
    text = '<opml><body><outline text="Rail"><outline text="Un" xmlUrl="https://a.example/f"/></outline><outline text="Vide" type="rss"/></body></opml>'
    file = SimpleUploadedFile("f.opml", text.encode())
    page = client.post(f"{AT}boards/feeds", {"file": file}, follow=True).content.decode()
    assert "Rail" in page
    assert "Elle n’a pas d’adresse." in page
    listed = FeedList.objects.get()
    client.post(f"{AT}boards/feeds/{listed.pk}/begin", {"feed": [], "as_boards": "1"})
    assert [row["state"] for row in FeedList.objects.get().rows] == ["skipped"]
    wrong = client.post(f"{AT}boards/feeds", {"file": SimpleUploadedFile("x.opml", b"<rss/>")})
    assert wrong.status_code == 422
    assert "OPML" in wrong.content.decode()


def test_a_search_of_the_posts_becomes_a_column(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene, client = furnished(brand, noon), signed_in(ines)
    board = make_board(ines, BoardForm("Le matin"), at=noon)
    asked = f"network=feed&watch={scene.watch.pk}"
    assert f"columns/new?{asked}" in client.get(f"{AT}posts/?{asked}").content.decode().replace("&amp;", "&")
    client.post(
        f"{AT}columns/new?{asked}",
        {"board": board.pk, "source": f"search:watch={scene.watch.pk}&network=feed", "name": "Blogs"},
    )
    column = Column.objects.get()
    assert (column.name, column.asked) == ("Blogs", {"watch": str(scene.watch.pk), "network": "feed"})
    assert "Train 1 Courrier" not in client.get(f"{AT}boards/{board.pk}/").content.decode()
