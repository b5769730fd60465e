"""The showcase shows who agreed; collections show what their reader may read."""

from __future__ import annotations

import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.boards.actions.collections import CollectionForm, Kept, make_collection
from parvis.boards.actions.collections import keep as keep_in
from parvis.community.actions.shelves import Piece, make_shelf, put_in_shelf, show_collection
from parvis.community.actions.showcase import WorkForm, present, show_work
from parvis.community.models import Shelf, ShelfItem, Spotlight, Work
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.shelves import Named, named_by
from parvis.conversations.models import Post
from parvis.core.models import Account, Journal
from parvis.core.roles import Role
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    made = Square(brand, NOON)
    made.space("Salon")
    return made


def signed_in(account: Account | None) -> Client:
    client = Client()
    assert account is not None
    client.force_login(account)
    return client


def said(client: Client, where: str) -> str:
    return client.get(f"/c/nocturne/{where}").content.decode()


def test_a_member_is_presented_once_it_agrees_to_the_very_words_and_until_it_takes_it_back(square):
    lea, seat = square.member("lea"), seat_for(square.brand, Role.OWNER)
    one = present(lea, "Elle répond à tous.", by=seat.account, at=NOON)
    assert "répond à tous" not in said(Client(), "showcase")
    client = signed_in(lea.account)
    assert "répond à tous" in said(client, "showcase/consent")
    client.post("/c/nocturne/showcase/consent", {"agreed": "1", "text": "D’autres mots."})
    assert Spotlight.objects.get().agreed_at is None, "these were not the words"
    client.post("/c/nocturne/showcase/consent", {"agreed": "1", "text": one.text})
    assert "répond à tous" in said(Client(), "showcase")
    present(lea, "Elle dort peu.", by=seat.account, at=NOON)
    assert "dort peu" not in said(Client(), "showcase"), "other words are agreed to anew"
    client.post("/c/nocturne/showcase/consent", {"agreed": "1", "text": "Elle dort peu."})
    client.post("/c/nocturne/showcase/consent", {"agreed": "0"})
    assert "dort peu" not in said(Client(), "showcase")
    verbs = list(Journal.objects.filter(verb__startswith="spotlight").order_by("pk").values_list("verb", flat=True))
    assert verbs == [f"spotlight.{verb}" for verb in ("asked", "agreed", "asked", "agreed", "ended")]


def test_nothing_of_members_is_shown_to_passers_by_where_no_room_is_open_to_them(brand):
    forget()
    square = Square(brand, NOON)
    square.space("Entre nous", Access.MEMBERS)
    lea = square.member("lea")
    shelf = make_shelf(lea, "Mes lectures", "", at=NOON)
    show_work(lea, WorkForm("Une lampe"), at=NOON)
    for where in (
        "showcase",
        "showcase/works",
        "collections",
        f"collections/{shelf.pk}",
        f"collections/{shelf.pk}/feed.atom",
    ):
        assert Client().get(f"/c/nocturne/{where}").status_code == 404, where
    assert "Une lampe" in said(signed_in(lea.account), "showcase/works")


def test_a_work_is_shown_changed_hidden_by_a_moderator_and_taken_down(square):
    lea, tom = square.member("lea"), square.member("tom")
    mod = square.member("karim", seat_for(square.brand, Role.MODERATOR, name="karim").account)
    client = signed_in(lea.account)
    client.post(
        "/c/nocturne/showcase/works/new", {"title": "Une lampe", "text": "En <b>bois</b>.", "link": "lea.example/lampe"}
    )
    work = Work.objects.get()
    page = said(Client(), "showcase/works")
    assert "En &lt;b&gt;bois" in page
    assert 'href="https://lea.example/lampe" rel="nofollow ugc noopener noreferrer"' in page
    where = f"/c/nocturne/showcase/works/{work.pk}"
    assert client.post(where, {"title": "Une lampe", "link": "javascript:alert(1)"}).status_code == 422
    assert signed_in(tom.account).post(where, {"title": "À moi"}).status_code == 404
    assert signed_in(tom.account).post(f"{where}/hide", {"hidden": "1"}).status_code == 404
    signed_in(mod.account).post(f"{where}/hide", {"hidden": "1"})
    assert "Une lampe" not in said(Client(), "showcase/works")
    signed_in(mod.account).post(f"{where}/hide", {"hidden": "0"})
    assert "Une lampe" in said(Client(), "showcase/works")
    client.post(f"{where}/remove")
    assert not Work.objects.exists()


def test_a_member_keeps_topics_posts_and_links_in_an_order_of_its_own(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), tom, "Une bougie pour la nuit ?")
    square.answer(topic, lea, "La longue.")
    client = signed_in(lea.account)
    client.post("/c/nocturne/collections/new", {"name": "Pour dormir"})
    shelf = Shelf.objects.get()
    where = f"/c/nocturne/collections/{shelf.pk}"
    for address in (
        f"/c/nocturne/t/{topic.slug}/{topic.pk}",
        f"http://testserver/c/nocturne/t/{topic.slug}/{topic.pk}#p2",
        "https://sommeil.example/nuit",
    ):
        assert (
            client.post(f"{where}/add", {"address": address, "title": "Le sommeil", "note": "À lire"}).status_code
            == 302
        )
        client.post(f"{where}/add", {"address": address, "note": "deux fois"})
    assert ShelfItem.objects.count() == 3
    last = ShelfItem.objects.get(url="https://sommeil.example/nuit")
    client.post(f"{where}/items/{last.pk}", {"what": "up"})
    page = said(Client(), f"collections/{shelf.pk}")
    assert page.index(f'/t/{topic.slug}/{topic.pk}"') < page.index("sommeil.example/nuit") < page.index(f"{topic.pk}/2")
    assert "Le sommeil" in said(Client(), f"collections/{shelf.pk}/feed.atom")
    assert signed_in(tom.account).post(f"{where}/items/{last.pk}", {"what": "out"}).status_code == 404
    assert client.post(f"{where}/add", {"address": "javascript:alert(1)"}).status_code == 422
    assert client.post(f"{where}/add", {"address": "/c/nocturne/t/x/999999"}).status_code == 422


def test_what_stands_in_a_closed_room_is_left_out_of_collections_for_who_may_not_enter(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Entre nous", Access.MEMBERS), lea, "Le coquelicot")
    shelf = make_shelf(lea, "Fleurs", "", at=NOON)
    put_in_shelf(shelf, Piece(topic=topic), at=NOON)
    assert "coquelicot" not in said(Client(), f"collections/{shelf.pk}")
    assert "coquelicot" not in said(Client(), f"collections/{shelf.pk}/feed.atom")
    assert "coquelicot" in said(signed_in(lea.account), f"collections/{shelf.pk}")


def test_a_collection_of_the_desk_is_shown_under_the_same_rights(square, django_assert_max_num_queries):
    lea, seat = square.member("lea"), seat_for(square.brand, Role.OWNER)
    kept = make_collection(seat, CollectionForm("Presse", "Ce qu’on dit de nous"), at=NOON)
    inside = square.topic(square.space("Entre nous", Access.MEMBERS), lea, "Le coquelicot")
    outside = square.topic(square.space("Entraide"), lea, "Le bleuet")
    for topic in (inside, outside):
        keep_in(kept, Kept(post=Post.objects.get(thread_id=topic.pk)), by=seat.account, at=NOON)
    keep_in(kept, Kept(url="https://presse.example/nuit", note="Une page entière"), by=seat.account, at=NOON)
    desk = signed_in(seat.account)
    desk.post(f"/b/nocturne/community/showcase/collections/{kept.pk}", {"access": "public"})
    shelf = Shelf.objects.get()
    page = said(Client(), f"collections/{shelf.pk}")
    assert "coquelicot" not in page
    assert "Le bleuet" in page
    assert "Une page entière" in page
    assert "coquelicot" in said(signed_in(lea.account), f"collections/{shelf.pk}")
    desk.post(f"/b/nocturne/community/showcase/collections/{kept.pk}", {"access": "members"})
    assert Client().get(f"/c/nocturne/collections/{shelf.pk}").status_code == 404
    client = signed_in(lea.account)
    said(client, f"collections/{shelf.pk}")
    with django_assert_max_num_queries(7):
        said(client, f"collections/{shelf.pk}")
    desk.post(f"/b/nocturne/community/showcase/collections/{kept.pk}", {"access": ""})
    assert not Shelf.objects.exists()


def test_lists_cost_the_same_for_many(square, django_assert_num_queries):
    seat, names = seat_for(square.brand, Role.OWNER), ["lea", "tom", "nadia"]
    for n, name in enumerate(names):
        member = square.member(name)
        one = present(member, "Merci.", by=seat.account, at=NOON)
        Spotlight.objects.filter(pk=one.pk).update(agreed_at=NOON)
        show_work(member, WorkForm(f"Lampe {n}"), at=NOON)
        show_collection(make_collection(seat, CollectionForm(f"C{n}"), at=NOON), "public", by=seat.account, at=NOON)
        make_shelf(member, f"S{n}", "", at=NOON)
        said(Client(), "showcase")
        for where, cost in (("showcase", 3), ("showcase/works", 2), ("collections", 2)):
            with django_assert_num_queries(cost):
                said(Client(), where)


def test_the_team_asks_and_sorts_at_the_desk(square):
    seat, _lea = seat_for(square.brand, Role.OWNER), square.member("lea")
    desk, room = signed_in(seat.account), square.space("Carnets")
    assert desk.post("/b/nocturne/community/showcase/present", {"handle": "@lea", "text": "Bravo."}).status_code == 302
    assert desk.post("/b/nocturne/community/showcase/present", {"handle": "personne", "text": "x"}).status_code == 422
    assert "Bravo." in desk.get("/b/nocturne/community/showcase").content.decode()
    for name in ("Portraits", "Coulisses"):
        desk.post(f"/b/nocturne/community/spaces/{room.pk}/categories", {"name": name})
    page = desk.get(f"/b/nocturne/community/spaces/{room.pk}/categories").content.decode()
    assert page.index("Portraits") < page.index("Coulisses")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/c/quai/t/une-bougie/12", Named(12)),
        ("https://quai.example/c/quai/t/une-bougie/12/3", Named(12, 3)),
        ("https://quai.example/c/quai/t/une-bougie/12?page=2#p24", Named(12, 24)),
        ("https://quai.example/c/autre/t/x/12", Named(url="https://quai.example/c/autre/t/x/12")),
        ("https://ailleurs.example/c/quai/t/x/12", Named(url="https://ailleurs.example/c/quai/t/x/12")),
        ("javascript:alert(1)", Named()),
        ("data:text/html,x", Named()),
        ("https://[", Named()),
        ("n’importe quoi", Named()),
    ],
)
def test_an_address_says_what_is_kept(address, found):
    assert named_by(address, "quai.example", "/c/quai") == found
