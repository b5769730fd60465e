"""Lists of feeds: what one would bring is said first, the chosen ones are let in by a job, boards go out and come in again."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board
from parvis.boards.actions.feeds import BegunAlready
from parvis.boards.models import Board, FeedList
from parvis.boards.queries import boards_of, columns_of
from parvis.connectors.contract import Finding, Rejected, Transient
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place
from parvis.conversations.sight import Sight
from parvis.core.messages import Message
from parvis.core.models import Brand, Seat
from parvis.flows import feedlists
from parvis.flows.beginning import Tried

pytestmark = pytest.mark.django_db
OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Veille</title></head><body>
<outline text="Rail"><outline text="Nuit"><outline text="Un" type="rss" xmlUrl="https://a.example/f"/></outline>
<outline text="Deux" xmlUrl="https://b.example/f"/>
<outline text="Cassé" type="rss" xmlUrl="javascript:alert(1)"/></outline>
<outline text="Seul" xmlUrl="https://c.example/f"/><outline text="Vide" type="rss"/>
<outline text="Rail"><outline text="Un encore" xmlUrl="https://a.example/f"/></outline></body></opml>"""


def place_of(brand: Brand, address: str, at: datetime, name: str = "") -> Place:
    return add_place(brand, NewPlace("feed", "feed", address, address, name or address), by=None, at=at)[0]


def heard(brand: Brand, addresses: list[str], *, by: object, at: datetime) -> list[Tried]:
    """As `listen_to_all`, of a web where b does not answer and c wants a password."""
    came = []
    for address in addresses:
        if "b.example" in address:
            came.append(Tried(address, problem=Transient(Message("Nobody answers."))))
        elif "c.example" in address:
            came.append(Tried(address, finding=Finding("feed", "feed", address, "C", Message("A feed."), {})))
        else:
            came.append(Tried(address, place=place_of(brand, address, at), new=True))
    return came


def test_what_a_list_would_bring_is_said_with_each_line_that_is_none(ines: Seat, noon: datetime) -> None:
    place_of(ines.brand, "https://c.example/f", noon)
    found = feedlists.read_list(ines, OPML.encode(), "", at=noon)
    assert [(row["folder"], row["title"], row["state"]) for row in found.rows] == [
        ("Nuit", "Un", "new"), ("Rail", "Deux", "new"), ("", "Seul", "known"), ("Rail", "Un", "new"),
    ]  # fmt: skip
    assert [(one["line"], one["name"]) for one in found.refused] == [(4, "Cassé"), (5, "Vide")]
    assert "javascript" in str(found.refused[0]["said"])
    assert Place.objects.count() == 1, "nothing is added yet"
    with pytest.raises(Rejected):
        feedlists.read_list(ines, b"<rss/>", "x", at=noon)


def test_the_chosen_ones_are_let_in_once_and_folders_become_boards(
    ines: Seat, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedlists, "listen_to_all", heard)
    monkeypatch.setattr(feedlists, "AT_ONCE", 1)
    found = feedlists.read_list(ines, OPML.encode(), "", at=noon)
    chosen = feedlists.begin(found, ["https://a.example/f", "https://b.example/f"], as_boards=True, at=noon)
    with pytest.raises(BegunAlready):
        feedlists.begin(found, [], as_boards=True, at=noon)
    assert feedlists.let_in(chosen.pk, noon)
    assert not feedlists.let_in(chosen.pk, noon), "called again, it changes nothing"
    states = {row["address"]: row["state"] for row in FeedList.objects.get(pk=chosen.pk).rows}
    assert states == {"https://a.example/f": "added", "https://b.example/f": "failed", "https://c.example/f": "skipped"}
    shown = {b.name: [c.title for c in columns_of(b, ines, Sight(ines.brand_id))] for b in boards_of(ines)}
    assert shown == {"Nuit": ["https://a.example/f"], "Rail": ["https://a.example/f"]}


def test_a_job_that_died_goes_on_where_it_was(ines: Seat, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def dies(brand: Brand, addresses: list[str], *, by: object, at: datetime) -> list[Tried]:
        looked.extend(addresses)
        if len(looked) == 2:
            raise RuntimeError("the worker is killed")
        return heard(brand, addresses, by=by, at=at)

    monkeypatch.setattr(feedlists, "listen_to_all", dies)
    monkeypatch.setattr(feedlists, "AT_ONCE", 1)
    found = feedlists.read_list(ines, OPML.encode(), "", at=noon)
    feedlists.begin(found, [row["address"] for row in found.rows], as_boards=False, at=noon)
    with pytest.raises(RuntimeError):
        feedlists.let_in(found.pk, noon)
    assert feedlists.let_in(found.pk, noon)
    assert looked == ["https://a.example/f", "https://b.example/f", "https://b.example/f", "https://c.example/f"]
    assert FeedList.objects.get(pk=found.pk).rows[2]["state"] == "asks"


WORD = st.text("abcé &\"'", min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.dictionaries(WORD, st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=5), max_size=3))
def test_boards_go_out_and_come_in_again(made: dict[str, list[int]], ines: Seat, noon: datetime) -> None:
    with transaction.atomic():
        places = {n: place_of(ines.brand, f"https://{n}.example/f?a=1&b=2", noon, f"Blog {n}") for n in range(10)}
        for name, numbers in made.items():
            board = make_board(ines, BoardForm(name), at=noon)
            for n in numbers:
                add_column(board, Source(place=places[n]), by=ines.account, at=noon)
        written = feedlists.boards_as_opml(ines, Sight(ines.brand_id))
        Board.objects.all().delete()
        found = feedlists.read_list(ines, written.encode(), "", at=noon)
        assert {row["state"] for row in found.rows} == {"known"}
        feedlists.begin(found, [row["address"] for row in found.rows], as_boards=True, at=noon)
        assert feedlists.let_in(found.pk, noon)
        again = {b.name: [c.place for c in columns_of(b, ines, Sight(ines.brand_id))] for b in boards_of(ines)}
        assert again == {name: [places[n] for n in numbers] for name, numbers in made.items()}
        transaction.set_rollback(True)
