"""A crisis from the first sign to what was learnt: proposed by reckoning, opened by a person, met in its room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conftest import NOON, seat_for, shows_places
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post, SeatPlace
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.crisis import (
    Closed,
    PostMortem,
    add_contacts,
    close_crisis,
    inform_contact,
    refuse_proposal,
    write_journal,
)
from parvis.engagement.actions.statements import StaleStatement, Wording, validate_statement, write_statement
from parvis.engagement.models import (
    Crisis,
    CrisisContact,
    CrisisEvent,
    CrisisProposal,
    CrisisTask,
    Notice,
    StatementUse,
)
from parvis.engagement.queries import sight_of
from parvis.engagement.queries.crisis import decisions_of, hours_in, offered_in, speakers_in
from parvis.engagement.rules.crisis import BASE, threshold
from parvis.flows.collision import answer
from parvis.flows.crisis import NoPrivateWay, as_csv, as_markdown, look, open_room, prepare_message
from parvis.flows.intake import take_in
from parvis.flows.watches import save
from parvis.listening.models import Watch
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.models import Outgoing
from parvis.people.models import Person

pytestmark = pytest.mark.django_db
ANGRY = "Train bloqué, personne ne répond, c’est honteux et lamentable."


def place_of(brand: Brand, name: str = "mur", network: str = "feed") -> Place:
    where = f"https://{name}.example/feed"
    return add_place(brand, NewPlace(network, "feed", where, where, name), by=None, at=NOON)[0]


def anger(place: Place, number: int, hour: float = -1) -> None:
    at = NOON + timedelta(hours=hour)
    items = [
        Item(f"{place.name}{hour}{n}", f"{place.name}{hour}{n}", ANGRY, author=Author(f"{place.name}{n}", f"V{n}", followers=900), at=at)
        for n in range(number)
    ]  # fmt: skip
    take_in(place, items, at)


@pytest.fixture
def watch(ines: Seat) -> Watch:
    return save(ines.brand, name="Danger", query="train", role="crisis", by=ines.account, at=NOON - timedelta(days=9))


@pytest.fixture
def lead(brand: Brand) -> Seat:
    return seat_for(brand, Role.MANAGER)


def test_a_wave_is_proposed_to_the_leads_once_and_opens_nothing(ines: Seat, lead: Seat, watch: Watch) -> None:
    place = place_of(ines.brand)
    anger(place, 30)
    first = look(ines.brand_id, NOON)
    anger(place, 45, -0.5)
    again = look(ines.brand_id, NOON)
    assert first is not None
    assert again is not None
    assert (first.pk, again.watches) == (again.pk, [watch.pk])
    assert again.score >= first.score > first.threshold == BASE
    assert {factor["name"] for factor in again.factors} >= {"volume", "negativity", "newcomers"}
    assert [notice.account_id for notice in Notice.objects.filter(kind="crisis")] == [lead.account_id]
    assert not Crisis.objects.exists()


def test_not_a_crisis_moves_the_threshold_and_is_not_asked_again(ines: Seat, lead: Seat, watch: Watch) -> None:
    anger(place_of(ines.brand), 30)
    proposal = look(ines.brand_id, NOON)
    assert proposal is not None
    refuse_proposal(proposal, by=lead.account, at=NOON)
    assert threshold(decisions_of(ines.brand_id)) > BASE
    assert look(ines.brand_id, NOON + timedelta(hours=1)) is None


def room_for(lead: Seat, watch: Watch) -> Crisis:
    return open_room(lead.brand, "Train bloqué", [watch], language="fr", by=lead.account, at=NOON)


def test_the_room_opens_with_the_first_hours_and_closes_with_what_was_learnt(
    ines: Seat, lead: Seat, watch: Watch
) -> None:
    anger(place_of(ines.brand), 12)
    proposal = look(ines.brand_id, NOON)
    crisis = open_room(ines.brand, "Nuit", [watch], proposal=proposal, by=lead.account, at=NOON)
    assert CrisisProposal.objects.get().verdict == "opened"
    assert "Nommer un pilote" in CrisisTask.objects.filter(crisis=crisis).order_by("position")[0].text
    assert look(ines.brand_id, NOON) is None, "nothing is proposed while one is met"
    write_journal(crisis, "On parle à 14 h.", decision=True, by=lead.account, at=NOON)
    close_crisis(crisis, PostMortem("Panne.", "Le standard savait.", "=Prévenir plus tôt"), by=lead.account, at=NOON)
    with pytest.raises(Closed):
        add_contacts(crisis, [], by=lead.account, at=NOON)
    write_journal(crisis, "=1+1", decision=False, by=lead.account, at=NOON)
    crisis.refresh_from_db()
    told = as_markdown(crisis)
    assert "Le standard savait." in told
    assert "> On parle à 14 h." in told
    assert ",'=1+1" in as_csv(crisis), "a spreadsheet reckons nothing"
    assert {"crisis.opened", "crisis.decision", "crisis.closed"} <= set(Journal.objects.values_list("verb", flat=True))


def test_what_was_validated_is_offered_used_and_told(ines: Seat, lead: Seat, watch: Watch) -> None:
    anger(place_of(ines.brand), 3)
    crisis, post = room_for(lead, watch), Post.objects.order_by("pk")[0]
    case = open_case(post, By(ines.account, NOON))
    one = write_statement(crisis, Wording("Attente", "Nous savons, nous reparlons à 14 h."), by=ines.account, at=NOON)
    assert offered_in(case) == [], "a draft is offered to nobody"
    validate_statement(one, version=1, by=lead.account, at=NOON)
    one = write_statement(
        crisis, Wording("Attente", "Autre chose."), by=ines.account, at=NOON, statement=one, version=1
    )
    with pytest.raises(StaleStatement):
        validate_statement(one, version=1, by=lead.account, at=NOON)
    [offered] = offered_in(case)
    assert offered.validated == "Nous savons, nous reparlons à 14 h.", "the words that somebody read, until others are"
    draft = save_draft(post, Writing(f"Bonjour,\n{offered.validated}\nInès", None), by=ines.account, at=NOON)
    answer(case, draft, strand=case, known=0, sure=True, by=ines, at=NOON)
    assert StatementUse.objects.get().case == case
    assert CrisisEvent.objects.filter(kind="used").count() == 1


def test_an_ambassador_is_written_to_in_private_or_not_at_all(ines: Seat, lead: Seat, watch: Watch) -> None:
    take_in(
        place_of(ines.brand, "poste", "email"),
        [Item("m1", "m1", "Bonjour", author=Author("zoe", "Zoé"), at=NOON)],
        NOON,
    )
    anger(place_of(ines.brand), 1)
    crisis = room_for(lead, watch)
    zoe, other = Person.objects.get(name="Zoé"), Person.objects.get(name="V0")
    assert add_contacts(crisis, [zoe, other, zoe], by=ines.account, at=NOON) == 2
    contacts = {row.person_id: row for row in CrisisContact.objects.select_related("crisis__brand", "person")}
    prepare_message(contacts[zoe.pk], "Avant que vous ne le lisiez ailleurs.", me=ines, at=NOON)
    assert Outgoing.objects.get().state == "draft", "a person sends it"
    with pytest.raises(NoPrivateWay):
        prepare_message(contacts[other.pk], "x", me=ines, at=NOON)
    inform_contact(contacts[zoe.pk], informed=True, by=ines.account, at=NOON)
    assert "a prévenu Zoé" in as_markdown(crisis) or "informed Zoé" in as_markdown(crisis)


def test_a_guest_sees_their_places_and_who_may_not_sees_no_room(ines: Seat, lead: Seat, watch: Watch) -> None:
    mine, theirs = place_of(ines.brand, "laroche"), place_of(ines.brand, "montbard")
    anger(mine, 2)
    guest = shows_places(seat_for(ines.brand, Role.AGENCY_GUEST))
    SeatPlace.objects.filter(seat=guest, place=theirs).delete()
    anger(theirs, 5)
    crisis = room_for(lead, watch)
    assert sum(n for n, _bad in hours_in(crisis, sight_of(guest), NOON).values()) == 2
    assert len(speakers_in(crisis, sight_of(guest), NOON)) == 2
    assert len(speakers_in(crisis, sight_of(lead), NOON)) == 7
    client = Client()
    client.force_login(guest.account)
    page = client.get(f"/b/nocturne/crisis/{crisis.pk}/").content.decode()
    assert "laroche" in page
    assert "montbard" not in page
    client.force_login(seat_for(ines.brand, Role.OBSERVER).account)
    assert client.get(f"/b/nocturne/crisis/{crisis.pk}/").status_code == 403
