import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.members import make_group
from parvis.community.models import Community, GroupMember, Space
from parvis.community.queries.house import forget
from parvis.conversations.models import Place
from parvis.core.roles import Role
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(brand):
    forget()
    client = Client()
    client.force_login(seat_for(brand, Role.OWNER).account)
    return client


def test_a_community_is_opened_with_its_first_spaces_and_visited(client, brand):
    assert "open" in client.get("/b/nocturne/community/").content.decode()
    wanted = {"name": "La place", "tagline": "Venez", "first": ["questions", "announcements"]}
    assert client.post("/b/nocturne/community/open", wanted).status_code == 302
    assert list(Space.objects.values_list("kind", flat=True)) == ["questions", "announcements"]
    assert Place.objects.filter(network="parvis", owned=True).count() == 2
    page = Client().get("/c/nocturne/").content.decode()
    assert "Venez" in page
    client.post("/b/nocturne/community/close")
    assert Client().get("/c/nocturne/").status_code == 404
    client.post("/b/nocturne/community/open", {"name": "La place"})
    assert Client().get("/c/nocturne/").status_code == 200
    assert Space.objects.count() == 2


def test_a_space_for_groups_needs_one(client, brand):
    square = Square(brand, NOON)
    form = {"name": "Testeurs", "kind": "tests", "access": "secret", "begins": "team", "trust": "0", "links": "all"}
    refused = client.post("/b/nocturne/community/spaces/new", form)
    assert refused.status_code == 422
    group = make_group(square.community, "Proches", by=None, at=NOON)
    made = client.post("/b/nocturne/community/spaces/new", {**form, f"group_{group.pk}": "write"})
    assert made.status_code == 302
    space = Space.objects.get()
    assert (space.access, space.policy["begins"]) == ("secret", "team")
    page = client.get(f"/b/nocturne/community/spaces/{space.pk}/").content.decode()
    assert 'value="secret" selected' in page
    changed = {**form, "access": "public", "slow": "60", f"group_{group.pk}": ""}
    assert client.post(f"/b/nocturne/community/spaces/{space.pk}/", changed).status_code == 302
    assert Place.objects.get().visibility == "public"


def test_spaces_are_put_in_order_shut_and_opened_again(client, brand):
    square = Square(brand, NOON)
    first, second = square.space("Un"), square.space("Deux")
    client.post(f"/b/nocturne/community/spaces/{second.pk}/move/up")
    assert list(Space.objects.order_by("position").values_list("pk", flat=True)) == [second.pk, first.pk]
    client.post(f"/b/nocturne/community/spaces/{first.pk}/shut")
    assert square.house.rooms[first.pk].closed
    client.post(f"/b/nocturne/community/spaces/{first.pk}/reopen")
    assert not square.house.rooms[first.pk].closed


def test_members_are_put_in_a_group_by_handle(client, brand):
    square = Square(brand, NOON)
    lea, group = square.member("lea"), make_group(square.community, "Proches", by=None, at=NOON)
    where = f"/b/nocturne/community/groups/{group.pk}/"
    assert client.post(f"{where}put", {"handle": "personne"}).status_code == 422
    client.post(f"{where}put", {"handle": "@Lea"})
    assert GroupMember.objects.get().member == lea
    assert "@lea" in client.get(where).content.decode()
    client.post(f"{where}take-out", {"member": lea.pk})
    assert not GroupMember.objects.exists()
    client.post(f"{where}delete")
    assert client.get(where).status_code == 404


def test_the_page_of_the_community_asks_a_constant_number_of_queries(client, brand, django_assert_num_queries):
    square = Square(brand, NOON)
    for n in range(2):
        square.space(f"Espace {n}")
        client.get("/b/nocturne/community/")
    with django_assert_num_queries(7):
        client.get("/b/nocturne/community/")
    for n in range(6):
        square.space(f"Autre {n}")
        make_group(square.community, f"Groupe {n}", by=None, at=NOON)
    with django_assert_num_queries(7):
        client.get("/b/nocturne/community/")
    assert Community.objects.count() == 1
