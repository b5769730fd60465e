"""The brand, its team and those who sign, on the screen: what is refused and where that is said."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from conftest import seat_for
from parvis.core.models import Account, Brand, Department, Seat
from parvis.core.roles import Role
from parvis.outbox.models import Persona
from parvis.web.settings.tests.reading import said_at, signed_in, text


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def desk(owner: Seat) -> Client:
    return signed_in(owner)


# Brand


def test_the_brand_is_saved_and_wrong_fields_are_named(desk: Client, brand: Brand) -> None:
    good = {"name": "Nocturne & Cie", "language": "en", "languages": ["en", "de"], "timezone": "Europe/Berlin"}
    assert desk.post("/b/nocturne/settings/brand", good).status_code == 302
    assert Brand.objects.get(pk=brand.pk).timezone == "Europe/Berlin"
    refused = desk.post("/b/nocturne/settings/brand", {**good, "name": "", "languages": [], "timezone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert "name" in said_at(refused, "id_name")
    assert "at least one" in said_at(refused, "id_languages")
    assert said_at(refused, "id_timezone")


# Team


def newcomer(**more: object) -> dict[str, object]:
    return {
        "email": "lou@nocturne.example",
        "name": "Lou",
        "role": "expert",
        "hours": "10",
        "languages": ["fr"],
        **more,
    }


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(desk: Client) -> None:
    answer = desk.post("/b/nocturne/settings/team/add", newcomer())
    password = re.search(r'class="one-time">([^<]+)<', text(answer))
    assert password
    assert answer.headers["Cache-Control"] == "no-store, no-transform"
    assert Client().login(username="lou@nocturne.example", password=password[1])
    assert password[1] not in text(desk.get("/b/nocturne/settings/team/"))


def test_a_wrong_newcomer_is_refused_at_the_field(desk: Client, ines: Seat) -> None:
    again = desk.post("/b/nocturne/settings/team/add", newcomer(email=ines.account.email))
    assert "already" in said_at(again, "id_email")
    wrong = desk.post("/b/nocturne/settings/team/add", newcomer(email="lou", hours="99", role="king"))
    assert (wrong.status_code, Account.objects.filter(name="Lou").exists()) == (422, False)
    assert "whole address" in said_at(wrong, "id_email")
    assert said_at(wrong, "id_hours")
    assert said_at(wrong, "id_role")


def test_a_change_of_role_shuts_doors_at_once(desk: Client, ines: Seat) -> None:
    theirs = signed_in(ines)
    assert theirs.get("/b/nocturne/settings/").status_code == 200
    desk.post(f"/b/nocturne/settings/team/{ines.pk}/", {"role": "observer", "hours": "5"})
    assert theirs.get("/b/nocturne/settings/").status_code == 403
    desk.post(f"/b/nocturne/settings/team/{ines.pk}/end")
    assert theirs.get("/b/nocturne/account/").status_code == 404


def test_the_last_owner_can_neither_step_down_nor_leave(desk: Client, owner: Seat) -> None:
    down = desk.post(f"/b/nocturne/settings/team/{owner.pk}/", {"role": "manager", "hours": "5"})
    assert "no owner left" in said_at(down, "id_role")
    desk.post(f"/b/nocturne/settings/team/{owner.pk}/end")
    stored = Seat.objects.get(pk=owner.pk)
    assert (stored.role, stored.ended_at) == ("owner", None)
    assert "End this seat" not in text(desk.get(f"/b/nocturne/settings/team/{owner.pk}/"))


def test_a_manager_is_not_offered_the_role_of_owner_and_cannot_force_it(brand: Brand, owner: Seat) -> None:
    manager = signed_in(seat_for(brand, Role.MANAGER))
    assert 'value="owner"' not in text(manager.get("/b/nocturne/settings/team/add"))
    assert said_at(manager.post("/b/nocturne/settings/team/add", newcomer(role="owner")), "id_role")
    taken = manager.post(f"/b/nocturne/settings/team/{owner.pk}/", {"role": "observer", "hours": "5"})
    assert "Only an owner" in said_at(taken, "id_role")


def test_departments_are_added_renamed_and_removed(desk: Client, brand: Brand) -> None:
    at = "/b/nocturne/settings/departments"
    desk.post(f"{at}/add", {"name": "PR"})
    desk.post(f"{at}/add", {"name": "Sales"})
    pr, sales = Department.objects.order_by("name")
    assert "of this name" in said_at(desk.post(f"{at}/add", {"name": "PR"}), "id_name")
    assert "of this name" in text(desk.post(f"{at}/{sales.pk}/rename", {"name": "PR"}))
    desk.post(f"{at}/{sales.pk}/rename", {"name": "Ventes"})
    desk.post(f"{at}/{pr.pk}/remove")
    assert list(Department.objects.values_list("name", flat=True)) == ["Ventes"]


# Personas


def test_the_signature_is_shown_in_both_languages_as_the_public_reads_it(desk: Client) -> None:
    said = {"name": "Inès", "quality": "community manager"}
    shown = text(desk.get("/b/nocturne/settings/personas/signature", said))
    assert "Inès, community manager de Nocturne" in shown
    assert "Inès, community manager at Nocturne" in shown
    by_hand = text(desk.get("/b/nocturne/settings/personas/signature", {**said, "signature": "— <b>Inès</b>"}))
    assert by_hand.count("— &lt;b&gt;Inès&lt;/b&gt;") == 2


def test_a_persona_from_its_first_day_to_its_last(desk: Client, brand: Brand, ines: Seat) -> None:
    at = "/b/nocturne/settings/personas"
    desk.post(f"{at}/add", {"name": "Inès", "quality": "community manager", "account": ines.account_id})
    persona = Persona.objects.get()
    assert persona.account == ines.account
    desk.post(f"{at}/{persona.pk}/", {"name": "Inès C.", "quality": "porte-parole"})
    edited = Persona.objects.get()
    assert (edited.name, edited.account) == ("Inès C.", None)
    desk.post(f"{at}/{persona.pk}/end")
    assert "Nobody signs yet" in text(desk.get(f"{at}/"))
    assert "had, this name" in said_at(desk.post(f"{at}/add", {"name": "Inès C."}), "id_name")


def test_a_persona_is_never_somebody_from_outside(desk: Client, other_brand: Brand) -> None:
    stranger = seat_for(other_brand, Role.EXPERT).account
    refused = desk.post("/b/nocturne/settings/personas/add", {"name": "X", "account": stranger.pk})
    assert said_at(refused, "id_account")
    assert not Persona.objects.exists()
