"""From the link to the seat: once, in time, by the right person."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from conftest import seat_for
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, SeatPlace
from parvis.core.clock import now
from parvis.core.models import Account, Brand, Invitation, Journal, Seat
from parvis.core.roles import Role
from parvis.web.porch.tests.scene import PASSWORD, signed_in
from tests.pages import read

ADD = "/b/nocturne/settings/invitations/add"
JOIN = {"name": "Lou", "password": PASSWORD}


@pytest.fixture
def owner(brand: Brand) -> Client:
    return signed_in(seat_for(brand, Role.OWNER).account)


@pytest.fixture
def blog(brand: Brand) -> Place:
    return add_place(brand, NewPlace("feed", "feed", "f", "https://b.example/f", "Blog"), by=None, at=now())[0]


def offer(owner: Client, **more: Any) -> str:
    """The path of the link."""
    said = {"email": "lou@nocturne.example", "role": "expert", "language": "en", **more}
    page = owner.post(ADD, said)
    assert page.status_code == 200, page.content
    assert page["Cache-Control"] == "no-store, no-transform"
    return str(re.findall(r"https?://testserver(/invitation/[\w-]+)", page.content.decode())[0])


def test_a_new_person_makes_an_account_and_is_in(owner: Client) -> None:
    link, lou = offer(owner), Client(headers={"accept-language": "en"})
    page = lou.get(link)
    assert b"Nocturne" in page.content
    assert read(page.content).faults == []
    assert lou.post(link, {"name": "Lou", "password": "short"}).status_code == 422
    assert lou.post(link, JOIN).headers["Location"] == "/b/nocturne/inbox/"
    assert lou.get("/b/nocturne/inbox/").status_code == 200
    seat = Seat.objects.get(account__email="lou@nocturne.example")
    assert (seat.role, seat.account.language) == ("expert", "en")
    assert list(
        Journal.objects.filter(verb__startswith="invitation").order_by("seq").values_list("verb", flat=True)
    ) == [
        "invitation.sent",
        "invitation.accepted",
    ]
    assert link.rpartition("/")[2] not in str(list(Journal.objects.values_list("data", flat=True)))


def test_a_link_is_good_once(owner: Client) -> None:
    link = offer(owner)
    Client().post(link, JOIN)
    again = Client(headers={"accept-language": "en"})
    for answer in (again.get(link), again.post(link, {**JOIN, "name": "Thief"})):
        assert answer.status_code == 410
        assert b"has been accepted" in answer.content
        assert read(answer.content).faults == []
    assert Account.objects.filter(name="Thief").count() == 0


def test_a_revoked_a_late_and_a_wrong_link_say_why(owner: Client) -> None:
    revoked, late, renewed = (offer(owner, email=f"{n}@n.example") for n in "abc")
    ids = list(Invitation.objects.order_by("pk").values_list("pk", flat=True))
    owner.post(f"/b/nocturne/settings/invitations/{ids[0]}/revoke")
    Invitation.objects.filter(pk=ids[1]).update(expires_at=now() - timedelta(seconds=1))
    fresh = owner.post(f"/b/nocturne/settings/invitations/{ids[2]}/renew").content.decode()
    visitor = Client(headers={"accept-language": "en"})
    for link, said in (
        (revoked, "taken back"),
        (late, "run out"),
        (renewed, "opens nothing"),
        ("/invitation/x", "opens"),
    ):
        answer = visitor.get(link)
        assert answer.status_code == 410
        assert said in answer.content.decode()
    [newest] = re.findall(r"(/invitation/[\w-]+)", fresh)
    assert visitor.get(newest).status_code == 200


def test_a_known_account_signs_in_and_accepts(owner: Client, other_brand: Brand) -> None:
    sacha = seat_for(other_brand, Role.OWNER, name="sacha").account
    link = offer(owner, email=sacha.email.upper())
    visitor = Client(headers={"accept-language": "en"})
    assert b"sign in to accept" in visitor.get(link).content
    visitor.post(link, JOIN)
    assert not Seat.objects.filter(account=sacha, brand__slug="nocturne").exists()
    client = signed_in(sacha)
    assert b"Accept as Sacha" in client.get(link).content
    assert client.post(link).headers["Location"] == "/b/nocturne/inbox/"
    assert Seat.objects.filter(account=sacha, brand__slug="nocturne").exists()


def test_another_person_cannot_take_it(owner: Client, other_brand: Brand) -> None:
    link = offer(owner)
    thief = signed_in(seat_for(other_brand, Role.OWNER, name="thief").account)
    assert b"This invitation is for lou@nocturne.example" in thief.get(link).content
    thief.post(link)
    assert Invitation.objects.get().accepted_at is None


def test_an_open_link_takes_an_address_but_no_known_one(owner: Client, ines: Seat) -> None:
    link = offer(owner, email="")
    visitor = Client(headers={"accept-language": "en"})
    refused = visitor.post(link, {**JOIN, "email": ines.account.email})
    assert refused.status_code == 422
    assert b"has an account" in refused.content
    assert visitor.post(link, {**JOIN, "email": "new@n.example"}).status_code == 302


def test_a_guest_gets_the_places_that_were_chosen(owner: Client, blog: Place) -> None:
    link = offer(owner, role="agency_guest", chosen_places=[blog.pk])
    guest = Client()
    guest.post(link, JOIN)
    assert SeatPlace.objects.get().place == blog
    assert guest.get(f"/b/nocturne/places/{blog.pk}/").status_code == 200


def test_a_manager_invites_no_owner(brand: Brand) -> None:
    manager = signed_in(seat_for(brand, Role.MANAGER).account)
    assert manager.post(ADD, {"email": "a@b.example", "role": "owner", "language": "fr"}).status_code == 422
    assert not Invitation.objects.exists()


def test_without_a_mail_server_the_page_says_so(owner: Client) -> None:
    assert b"no mail server" in owner.get(ADD).content


@override_settings(MAILS=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_the_mail_speaks_the_language_of_the_invitation_and_carries_the_link(owner: Client) -> None:
    link = offer(owner, language="fr", mail="on")
    [sent] = mail.outbox
    assert sent.to == ["lou@nocturne.example"]
    assert link in sent.body
    assert "Bonjour" in sent.body


@override_settings(MAILS=True, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1)
def test_a_mail_server_that_is_away_loses_no_invitation(owner: Client) -> None:
    page = owner.post(ADD, {"email": "lou@n.example", "role": "expert", "language": "en", "mail": "on"}).content
    assert b"the mail did not leave" in page
    assert b"/invitation/" in page
