"""What a seat of limited sight must not see is in no page, no answer of the API and no event; nor can it be acted upon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.transaction import atomic, set_rollback
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.seats import give_places
from parvis.conversations.models import Place, Post, SeatPlace
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.core.team import add_department
from parvis.engagement.actions.cases import By, assign, note, open_case
from parvis.engagement.actions.merging import merge
from parvis.engagement.actions.routing import Ask, Shares, ask
from parvis.engagement.models import Case
from parvis.engagement.queries import Filters, counts, inbox, routed
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.outbox.actions.drafts import Writing, queue, save_draft
from parvis.outbox.models import Outgoing
from parvis.people.actions.merging import merge as join
from parvis.people.models import Merge, Person, Suggestion
from parvis.site.listeners import Ear, hears
from tests.doors import ROUTES, Things, address, call, filled, operations

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "Zibeline"
"""Stands in every text of what must stay hidden, and nowhere else."""
HOLDS = {"conversations", "people", "engagement", "outbox"}
BRAND_WIDE = {"Persona", "TriageRule", "ResponseTarget", "SeatPlace"}
"""Tables of those that tell nothing of one place."""
CLOSED = {
    "kind",
    "network",
    "state",
    "role",
    "type",
    "format",
    "direction",
    "visibility",
    "language",
    "sentiment",
    "key",
}
ASKED = ["", "?q=Zibel", "?place={place}", "?watch={watch}", "?view=late", "?view=waiting", "?before=1&upto=9"]
PANE = {"HX-Request": "true", "HX-Target": "list"}


@dataclass(frozen=True)
class House:
    """The same furniture twice: what the seat sees and what it does not."""

    brand: Brand
    seat: Seat
    shown: Things
    hidden: Things


def room(brand: Brand, name: str, by: Account) -> Things:
    """A place with a thread of two posts, its case with a note and an answer on its way."""
    where = f"https://{name}.example/feed"
    place, _ = add_place(brand, NewPlace("feed", "feed", where, where, name), by=None, at=NOON)
    author = Author(f"a-{name}", f"Ana {name}", handle=f"ana-{name}")
    said = [Item(f"{name}-{n}", f"t-{name}", f"Bonjour {name} {n}", author=author, at=NOON) for n in (1, 2)]
    take_in(place, said, NOON)
    post = Post.objects.filter(place=place).order_by("seq")[0]
    assert post.author is not None
    case = open_case(post, By(by, NOON))
    note(brand, case.pk, f"note {name}", By(by, NOON))
    outgoing = queue(save_draft(post, Writing(f"réponse {name}", None), by=by, at=NOON), by=by, at=NOON)
    ids = {
        "case": case.pk, "place": place.pk, "post": post.pk, "thread": post.thread_id, "outgoing": outgoing.pk,
        "answer": outgoing.pk,
        "person": post.author.person_id,
    }  # fmt: skip
    return Things(ids)


def plant() -> int:
    """SECRET in every text of every row there is; how many fields."""
    fields = 0
    for model in apps.get_models():
        if model._meta.app_label not in HOLDS or model.__name__ in BRAND_WIDE:
            continue
        for one in model._meta.get_fields():
            if isinstance(one, models.CharField | models.TextField) and one.name not in CLOSED and not one.primary_key:
                fields += 1
                for row in model._default_manager.all():
                    text = f"{SECRET} {row.pk}"[: one.max_length]
                    model._default_manager.filter(pk=row.pk).update(**{one.name: text})
    return fields


@pytest.fixture(params=[Role.AGENCY_GUEST, Role.EXPERT], ids=str)
def house(request: pytest.FixtureRequest, brand: Brand) -> House:
    owner = seat_for(brand, Role.OWNER)
    watch = save_watch(brand, name="Salut", query="bonjour", role="topic", by=None, at=NOON)
    hidden = room(brand, "verrouille", owner.account)
    assert plant() > 20
    shown = room(brand, "vitrine", owner.account)
    seat = seat_for(brand, request.param)
    if request.param is Role.AGENCY_GUEST:
        give_places(seat, [shown.ids["place"]], by=owner.account, at=NOON)
    else:
        sales = add_department(brand, "Ventes", by=owner.account, at=NOON)
        seat.department = sales
        seat.save()
        question = Ask(sales, None, "Que dire ?", Shares(True, True, True))
        ask(brand, shown.ids["case"], question, By(owner.account, NOON))
    low, high = sorted(things.ids["person"] for things in (hidden, shown))
    evidence = [{"kind": "name", "weight": 1.0, "text": SECRET, "params": {}}]
    Suggestion.objects.create(brand=brand, low_id=low, high_id=high, score=0.9, evidence=evidence, at=NOON)
    for things in (hidden, shown):
        things.ids["watch"] = watch.pk
    return House(brand, seat, shown, hidden)


def client_of(seat: Seat) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(seat.account)
    return client


def answers(client: Client, house: House, things: Things) -> Iterator[tuple[str, Any]]:
    for one in ROUTES:
        where = address(one, house.brand, things)
        for pane in ({}, PANE):
            for answer in asked(client, where, house, pane):
                yield f"{answer.wsgi_request.get_full_path()} {pane}", answer
        with atomic():
            yield f"POST {one.name}", client.post(where, {"text": "x", "body": "x"})
            set_rollback(True)
    for method, path, _, _ in operations():
        if method == "get":
            for answer in asked(client, filled(path, house.brand, things), house, {}):
                yield answer.wsgi_request.get_full_path(), answer


def asked(client: Client, where: str, house: House, headers: dict[str, str]) -> Iterator[Any]:
    """With each query; once only where nobody looked at it: then all answers are this one."""
    for query in ASKED:
        answer = client.get(where + query.format(**house.hidden.ids), headers=headers)
        yield answer
        if "GET" not in vars(answer.wsgi_request):  # Django makes it when it is first read
            return


@pytest.mark.any_database
@pytest.mark.django_db
def test_nothing_hidden_is_in_any_page_or_answer(house: House) -> None:
    client, told, walked = client_of(house.seat), [], 0
    for things in (house.shown, house.hidden):
        for where, answer in answers(client, house, things):
            walked += 1
            assert answer.status_code < 500, where
            if SECRET.encode() in answer.content:
                told.append(where)
    assert told == []
    assert walked > 3 * len(ROUTES)


@pytest.mark.django_db
def test_what_is_in_sight_is_there_so_that_this_walk_can_fail(house: House) -> None:
    client = client_of(house.seat)
    assert "vitrine" in client.get(f"/b/nocturne/inbox/{house.shown.ids['case']}").content.decode()
    owner = Client()
    owner.force_login(Account.objects.get(email="owner@nocturne.example"))
    assert SECRET in owner.get(f"/b/nocturne/inbox/{house.hidden.ids['case']}").content.decode()


@pytest.mark.django_db
def test_what_is_hidden_cannot_be_acted_upon(house: House) -> None:
    """The watch is the brand's, not a place's: it has a page for guests."""
    client, wrong = client_of(house.seat), []
    nouns = set(house.hidden.ids) - {"watch"}
    for one in ROUTES:
        if not one.parameters or not any(one.name.startswith(n) or n in one.parameters for n in nouns):
            continue
        for method in ("get", "post"):
            status = getattr(client, method)(address(one, house.brand, house.hidden)).status_code
            if status not in (403, 404, 405):
                wrong.append((method, one.name, status))
    assert wrong == []


@pytest.mark.django_db
def test_what_is_hidden_cannot_be_acted_upon_by_a_program(house: House) -> None:
    client, wrong, walked = client_of(house.seat), [], 0
    given = Things(defaultdict(lambda: 1, house.hidden.ids))
    for operation in operations():
        nouns = set(re.findall(r"{(\w+)}", operation.path)) - {"brand"}
        if not nouns or not nouns <= set(house.hidden.ids) - {"watch"}:
            continue
        walked += 1
        with atomic():
            status = call(client, operation, house.brand, given).status_code
            set_rollback(True)
        if status not in (403, 404):
            wrong.append((operation.name, status))
    assert wrong == []
    assert walked > 40


@pytest.mark.django_db
def test_whom_a_person_was_joined_with_is_not_told_to_who_sees_one_side(house: House) -> None:
    if house.seat.role == Role.EXPERT:
        pytest.skip("experts have no page about people")
    hidden, shown = (Person.objects.get(pk=things.ids["person"]) for things in (house.hidden, house.shown))
    Person.objects.filter(pk=hidden.pk).update(stage="", languages=[])  # the brand's judgement of the whole person
    hidden.refresh_from_db()
    join(house.brand, winner=shown, loser=hidden, by=None, at=NOON)
    where = f"/b/nocturne/people/{shown.pk}/"
    assert SECRET not in client_of(house.seat).get(where).content.decode()
    owner = Client()
    owner.force_login(Account.objects.get(email="owner@nocturne.example"))
    assert SECRET in owner.get(where).content.decode()


@pytest.mark.django_db
def test_a_person_merged_from_both_sides_shows_the_side_in_sight(house: House) -> None:
    """Of one person in two places, a guest reads the posts and names of the one."""
    if house.seat.role == Role.EXPERT:
        pytest.skip("experts have no page about people")
    hidden, shown = (Post.objects.get(pk=h.ids["post"]).author for h in (house.hidden, house.shown))
    assert hidden is not None
    assert shown is not None
    hidden.person_id = shown.person_id
    hidden.save()
    assert not Merge.objects.exists()
    client = client_of(house.seat)
    for where in ("people/", f"people/{shown.person_id}/", f"inbox/{house.shown.ids['case']}"):
        page = client.get(f"/b/nocturne/{where}").content.decode()
        assert SECRET not in page, where
    told = client.get(f"/api/v1/brands/nocturne/people/{shown.person_id}").json()
    assert [one["id"] for one in told["identities"]] == [shown.pk]


@pytest.mark.django_db
def test_of_a_case_made_of_both_sides_a_guest_reads_the_side_in_sight(house: House) -> None:
    if house.seat.role == Role.EXPERT:
        pytest.skip("an expert is asked about the whole case")
    owner = Account.objects.get(email="owner@nocturne.example")
    Outgoing.objects.filter(brand=house.brand).update(state="failed")  # nothing is leaving any more
    merge(house.brand, house.shown.ids["case"], house.hidden.ids["case"], By(owner, NOON))
    client, where = client_of(house.seat), f"/b/nocturne/inbox/{house.shown.ids['case']}"
    for query in ("", f"?thread={house.hidden.ids['thread']}"):
        page = client.get(where + query)
        assert page.status_code == 200
        assert SECRET not in page.content.decode(), query
    member = {"member": house.hidden.ids["case"]}
    assert client.post(f"{where}/split", member).status_code == 404


@pytest.mark.django_db
def test_figures_count_what_is_in_sight(house: House) -> None:
    only = routed(house.seat)
    assert counts(house.brand.pk, house.seat.pk, NOON, only)["all"] == 1
    assert len(inbox(house.brand.pk, Filters(only=only), NOON)) == 1
    if house.seat.role == Role.AGENCY_GUEST:
        [told] = client_of(house.seat).get("/api/v1/brands/nocturne/watches").json()
        assert told["hit_count"] == 2


@pytest.mark.django_db
def test_events_about_hidden_things_are_kept_from_them(house: House) -> None:
    ear = Ear(house.brand.pk, house.seat, limited=True)
    for things, heard in ((house.shown, True), (house.hidden, False)):
        refs = [f"case:{things.ids['case']}", f"thread:{things.ids['thread']}", str(things.ids["place"])]
        assert [hears(ear, ref) for ref in refs] == [heard] * 3
    assert hears(ear, "")
    assert not hears(ear, "secret:1")


@pytest.mark.django_db
def test_a_case_in_ones_own_hands_is_an_experts_but_no_guests(house: House) -> None:
    owner = Account.objects.get(email="owner@nocturne.example")
    assign(house.brand, house.hidden.ids["case"], house.seat, By(owner, NOON))
    seen = client_of(house.seat).get(f"/b/nocturne/inbox/{house.hidden.ids['case']}").status_code
    assert seen == (200 if house.seat.role == Role.EXPERT else 404)


@pytest.mark.django_db
def test_a_guest_without_places_sees_nothing_and_a_place_taken_back_is_gone_at_once(house: House) -> None:
    if house.seat.role == Role.EXPERT:
        pytest.skip("about guests")
    client = client_of(house.seat)
    where = f"/b/nocturne/places/{house.shown.ids['place']}/"
    assert client.get(where).status_code == 200
    give_places(house.seat, [], by=None, at=NOON)
    assert client.get(where).status_code == 404
    assert "vitrine" not in client.get("/b/nocturne/posts/").content.decode()
    assert not SeatPlace.objects.exists()


@pytest.mark.django_db
def test_limits_cost_no_query_more_whatever_the_number_of_places(house: House) -> None:
    if house.seat.role == Role.EXPERT:
        pytest.skip("about guests")
    client, asked = client_of(house.seat), []
    for more in (0, 5):
        for n in range(more):
            room(house.brand, f"salle{n}", seat_for(house.brand, Role.OBSERVER, name=f"o{n}").account)
        give_places(house.seat, list(Place.objects.values_list("pk", flat=True)), by=None, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            client.get("/b/nocturne/posts/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert Case.objects.count() == 7
