"""A seat ends while things wait on its desk: nothing leaves under the name of who is gone, and no text is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Post
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import Role
from parvis.core.team import LastOwner
from parvis.engagement.actions.cases import By, assign, open_case
from parvis.engagement.models import Case, CaseEvent
from parvis.flows.intake import take_in
from parvis.flows.leaving import desk_of, leave
from parvis.flows.reply import send_reply
from parvis.outbox.actions.drafts import Writing, queue, save_draft
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.queries import due_to_send, personas_of


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def cases(brand: Brand, ines: Seat, noon: datetime) -> list[Case]:
    """Two in the hands of Ines: in the first she is writing, in the second an answer of hers leaves tomorrow."""
    place, _ = add_place(brand, NewPlace("feed", "feed", "f", "https://b.example/f", "Blog"), by=None, at=noon)
    take_in(place, [Item(f"p{n}", f"t{n}", "Bonjour ?", author=Author("a", "Ana"), at=noon) for n in (1, 2)], noon)
    by, made = By(ines.account, noon), []
    persona = add_persona(brand, Signing("Inès", "voix"), by=ines.account, at=noon)
    own = add_persona(brand, Signing("Inès de N.", "voix", ines.account), by=ines.account, at=noon)
    for post, signed in zip(Post.objects.order_by("pk"), (persona, own), strict=True):
        case = open_case(post, by)
        made.append(assign(brand, case.pk, ines, by))
        save_draft(post, Writing(f"texte {post.pk}", signed), by=ines.account, at=noon)
    queue(Outgoing.objects.order_by("-pk")[0], by=ines.account, at=noon, send_at=noon + timedelta(days=1))
    return made


def test_the_desk_is_counted(ines: Seat, cases: list[Case]) -> None:
    desk = desk_of(ines)
    assert (desk.cases, desk.messages, desk.scheduled, desk.personas) == (2, 2, 1, 1)


def test_a_colleague_takes_over_cases_and_texts(ines: Seat, owner: Seat, cases: list[Case], noon: datetime) -> None:
    leave(ines, owner, by=owner, at=noon)
    assert set(Case.objects.values_list("assignee", flat=True)) == {owner.pk}
    drafts = Outgoing.objects.order_by("pk")
    assert [(d.author_id, d.state, d.send_at) for d in drafts] == [(owner.account_id, "draft", None)] * 2
    assert [d.persona.name if d.persona else None for d in drafts] == ["Inès", None], (
        "one's own name is not handed over"
    )
    assert due_to_send(noon + timedelta(days=2)) == []
    assert Journal.objects.get(verb="seat.handed_over").data["messages"] == 2


def test_without_an_heir_texts_become_notes_and_cases_are_free(
    ines: Seat, owner: Seat, cases: list[Case], noon: datetime
) -> None:
    leave(ines, None, by=owner, at=noon)
    assert set(Case.objects.values_list("assignee", flat=True)) == {None}
    assert not Outgoing.objects.exists()
    notes = [event.data["text"] for event in CaseEvent.objects.filter(kind="note").order_by("case")]
    assert [text[:6] for text in notes] == ["texte ", "texte "]


def test_an_heir_who_writes_there_already_keeps_their_own_draft(
    ines: Seat, owner: Seat, cases: list[Case], noon: datetime
) -> None:
    save_draft(cases[0].post, Writing("la mienne", None), by=owner.account, at=noon)
    leave(ines, owner, by=owner, at=noon)
    mine = Outgoing.objects.get(thread=cases[0].thread)
    assert (mine.body, mine.author) == ("la mienne", owner.account)
    assert CaseEvent.objects.filter(case=cases[0], kind="note").count() == 1


def test_the_persona_of_who_is_gone_signs_nothing_more_but_what_it_signed(
    ines: Seat, owner: Seat, cases: list[Case], noon: datetime
) -> None:
    sent = Outgoing.objects.order_by("-pk")[0]
    Outgoing.objects.filter(pk=sent.pk).update(state="sent", sent_at=noon)
    leave(ines, owner, by=owner, at=noon)
    sent.refresh_from_db()
    assert sent.persona is not None
    assert (sent.persona.name, sent.author) == ("Inès de N.", ines.account)
    assert "Inès de N." not in personas_of(owner.brand_id, ines.account).values_list("name", flat=True)
    assert Persona.objects.get(name="Inès").ended_at is None


def test_a_job_that_was_to_send_it_finds_nothing_to_send(
    ines: Seat, owner: Seat, cases: list[Case], noon: datetime
) -> None:
    queued = Outgoing.objects.get(state="queued")
    leave(ines, owner, by=owner, at=noon)
    assert send_reply(queued.pk, noon + timedelta(days=1)) is None


def test_what_may_have_been_published_is_left_alone(ines: Seat, owner: Seat, cases: list[Case], noon: datetime) -> None:
    Outgoing.objects.filter(state="queued").update(state="unconfirmed")
    leave(ines, owner, by=owner, at=noon)
    assert Outgoing.objects.get(state="unconfirmed").author == ines.account


def test_the_last_owner_leaves_nothing(owner: Seat, brand: Brand, noon: datetime) -> None:
    manager = seat_for(brand, Role.OWNER, name="other")
    leave(manager, owner, by=owner, at=noon)
    with pytest.raises(LastOwner):
        leave(owner, None, by=Seat(pk=0, role=Role.OWNER, brand=brand, account=manager.account), at=noon)
    assert Seat.objects.get(pk=owner.pk).ended_at is None


def test_the_page_shows_what_waits_and_hands_it_over(owner: Seat, ines: Seat, cases: list[Case]) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner.account)
    where = f"/b/nocturne/settings/team/{ines.pk}/end"
    page = client.get(where).content.decode()
    assert "2 cases in their hands" in page
    assert "1 of them would leave by itself" in page
    client.post(where, {"heir": str(owner.pk)})
    assert set(Case.objects.values_list("assignee", flat=True)) == {owner.pk}
    gone = Client()
    gone.force_login(ines.account)
    assert gone.get("/b/nocturne/inbox/").status_code == 404
