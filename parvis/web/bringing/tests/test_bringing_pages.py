"""A forum comes in through the pages, from the file to the old address."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.models import ArchiveOut, Bringing, Topic
from parvis.community.queries.house import forget
from parvis.core.models import Account, Brand
from parvis.core.roles import Role
from parvis.flows import archive, bringing_in
from tests.square import Square

TABLE = "topic,title,author,date,text,room,email,path\n7,Le train,Léa,2014-05-13,**Oui**,Voyages,lea@old.test,viewtopic.php?t=7\n"


@pytest.fixture
def square(brand: Brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.fixture
def owner(brand: Brand) -> Client:
    client = Client()
    client.force_login(seat_for(brand, Role.OWNER).account)
    return client


def brought(square: Square, owner: Client) -> Bringing:
    base = f"/b/{square.brand.slug}/community/bring/"
    file = SimpleUploadedFile("f.csv", TABLE.encode())
    assert owner.post(base, {"kind": "csv", "file": file, "origin": "vieux"}).status_code == 302
    made = Bringing.objects.get()
    bringing_in.look(made.pk, NOON)
    shown = owner.get(f"{base}{made.pk}/").content.decode()
    assert "<strong>Oui</strong>" in shown
    assert "Voyages" in shown
    owner.post(f"{base}{made.pk}/let-in", {"private": "skip", "opening": "public"})
    bringing_in.bring(made.pk, NOON)
    forget()
    return made


def test_a_forum_comes_in_and_its_old_addresses_lead_on(square: Square, owner: Client) -> None:
    brought(square, owner)
    topic = Topic.objects.get(title="Le train")
    home = f"/c/{square.brand.slug}"
    answer = Client().get(f"{home}/old/forum/viewtopic.php?f=3&t=7")
    assert (answer.status_code, answer["Location"]) == (301, f"{home}/t/le-train/{topic.pk}")
    assert Client().get(answer["Location"]).status_code == 200
    assert Client().get(f"{home}/old/viewtopic.php?t=8").status_code == 404


def test_a_list_of_addresses_leads_on_and_says_which_do_not(square: Square, owner: Client) -> None:
    topic = square.topic(square.space("Atelier"), square.member("lea"), "Bonjour")
    base, home = f"/b/{square.brand.slug}/community/bring/addresses", f"/c/{square.brand.slug}"
    told = f"/vieux/page.html; {home}/t/bonjour/{topic.pk}\nhttps://old.test/c/7;{home}/s/atelier"
    assert owner.post(base, {"table": told}).status_code == 302
    assert Client().get(f"{home}/old/vieux/page.html").status_code == 301
    assert Client().get(f"{home}/old/c/cuisine/7")["Location"] == f"{home}/s/atelier"
    refused = owner.post(base, {"table": f"/autre;{home}/s/rien"})
    assert (refused.status_code, "/autre" in refused.content.decode()) == (422, True)


def test_an_old_author_finds_and_claims_their_posts(square: Square, owner: Client) -> None:
    brought(square, owner)
    account = Account.objects.create(email="lea@old.test", name="Léa", created_at=NOON)
    member = square.member("lea-b", account)
    client, way = Client(), f"/c/{square.brand.slug}/me/claim"
    client.force_login(account)
    assert "Léa" in client.get(way).content.decode()
    assert client.post(way).status_code == 302
    assert Topic.objects.get(title="Le train").author == member


def test_only_owners_take_the_house_away(square: Square, owner: Client, brand: Brand) -> None:
    square.topic(square.space("Atelier"), square.member("lea"), "Bonjour")
    way = f"/b/{brand.slug}/community/archive/"
    manager = Client()
    manager.force_login(seat_for(brand, Role.MANAGER).account)
    assert manager.post(way).status_code == 403
    assert owner.post(way).status_code == 302
    made = ArchiveOut.objects.get()
    archive.write(made.pk, NOON)
    assert owner.get(f"{way}{made.pk}.zip").getvalue().startswith(b"PK")
    assert owner.get(way).status_code == 200


def test_pages_ask_as_often_for_much_as_for_little(
    square: Square, owner: Client, django_assert_max_num_queries
) -> None:
    brought(square, owner)
    Client().get(f"/c/{square.brand.slug}/old/viewtopic.php?t=9")
    with django_assert_max_num_queries(3):
        Client().get(f"/c/{square.brand.slug}/old/viewtopic.php?t=9")
    with django_assert_max_num_queries(8):
        owner.get(f"/b/{square.brand.slug}/community/bring/")
