"""The pages of collections: kept from a post, put in order, taken along, sent."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.boards.actions.collections import CollectionForm, Kept, keep, make_collection
from parvis.boards.models import Collection, CollectionItem
from parvis.conversations.models import Post
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.models import Notice
from tests.flows.reading_room import furnished, say

pytestmark = pytest.mark.django_db
AT = "/b/nocturne/"


@pytest.fixture
def client(ines: Seat) -> Client:
    made = Client()
    made.force_login(ines.account)
    return made


def test_a_post_is_kept_in_a_new_collection_then_told_to_be_there(brand: Brand, client: Client, noon: datetime) -> None:
    post = Post.objects.filter(place=furnished(brand, noon).blog)[0]
    where = f"{AT}posts/{post.pk}/keep"
    assert client.post(where, {"collection": "new"}).status_code == 422, "it wants a name"
    client.post(where, {"collection": "new", "name": "À citer", "note": "Beau", "tags": "presse, Presse"})
    item = CollectionItem.objects.get()
    assert (item.collection.name, item.note, item.tags) == ("À citer", "Beau", ["presse"])
    again = client.post(where, {"collection": item.collection_id}, follow=True).content.decode()
    assert "C’était déjà dans" in again
    assert "déjà gardé dans" in client.get(where).content.decode()


def test_a_collection_is_put_in_order_noted_and_taken_along(
    brand: Brand, ines: Seat, client: Client, noon: datetime
) -> None:
    into, by = make_collection(ines, CollectionForm("À citer"), at=noon), {"by": ines.account, "at": noon}
    posts = say(furnished(brand, noon).blog, noon, 3, first=30)
    items = [keep(into, Kept(post=post), **by)[0] for post in posts]
    client.post(f"{AT}kept/{items[2].pk}/move", {"up": "1"})
    client.post(f"{AT}kept/{items[0].pk}/edit", {"note": "Vu", "tags": "a,b"})
    client.post(f"{AT}kept/{items[1].pk}/remove")
    page = client.get(f"{AT}collections/{into.pk}/").content.decode()
    assert page.index("Train 30") < page.index("Train 32")
    assert "Train 31" not in page
    taken = client.get(f"{AT}collections/{into.pk}/take?as=csv")
    assert "Train 32" in taken.content.decode()
    assert "attachment" in taken["Content-Disposition"]
    assert client.get(f"{AT}collections/{into.pk}/take?as=exe").status_code == 404
    client.post(f"{AT}collections/{into.pk}/link", {"address": "https://a.example/"})
    assert "demandé à sa page" in client.get(f"{AT}collections/{into.pk}/").content.decode()
    client.post(f"{AT}collections/{into.pk}/delete")
    assert not Collection.objects.exists()


def test_a_post_is_sent_to_a_colleague_once_who_finds_it_among_their_notices(
    brand: Brand, client: Client, noon: datetime
) -> None:
    post, boss = Post.objects.filter(place=furnished(brand, noon).blog)[0], seat_for(brand, Role.MANAGER)
    page = client.get(f"{AT}posts/{post.pk}/send").content.decode()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    assert "mailto:?subject=" in page
    for _ in range(2):
        client.post(f"{AT}posts/{post.pk}/send", {"to": boss.pk, "note": "Vu ?", "key": key})
    assert Notice.objects.filter(account=boss.account).count() == 1
    theirs = Client()
    theirs.force_login(boss.account)
    told = theirs.get(f"{AT}notices/").content.decode()
    assert "Ines vous envoie un message à lire" in told
    assert f'href="{AT}posts/{post.pk}/"' in told
    assert "Vu ?" in told


def test_a_collection_costs_the_same_with_two_kept_or_thirty(
    brand: Brand, ines: Seat, client: Client, noon: datetime
) -> None:
    into, blog, cost = make_collection(ines, CollectionForm("À citer"), at=noon), furnished(brand, noon).blog, []
    for first, n in ((30, 2), (40, 30)):
        for post in say(blog, noon, n, first=first):
            keep(into, Kept(post=post), by=ines.account, at=noon)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{AT}collections/{into.pk}/")
        cost.append(len(asked))
    assert cost[0] == cost[1]
