"""The porch: who gets in, and where they arrive."""

from __future__ import annotations

import pytest
from django.test import Client

from parvis.core.models import Brand, Seat


@pytest.fixture
def ines_with_password(ines: Seat) -> Seat:
    ines.account.set_password("les trains de nuit")
    ines.account.save()
    return ines


def test_the_right_password_opens_the_door(client: Client, ines_with_password: Seat) -> None:
    answer = client.post("/login", {"username": ines_with_password.account.email, "password": "les trains de nuit"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(ines_with_password.account.pk)


def test_a_wrong_password_says_so_and_keeps_the_address(client: Client, ines_with_password: Seat) -> None:
    answer = client.post(
        "/login", {"username": "ines@nocturne.example", "password": "non"}, headers={"accept-language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "do not go together" in page
    assert 'value="ines@nocturne.example"' in page


def test_a_missing_password_is_said_at_its_field(client: Client, db: None) -> None:
    page = client.post("/login", {"username": "a@b.example"}, headers={"accept-language": "en"}).content.decode()
    assert 'id="id_password-error"' in page


def test_sign_in_never_sends_a_person_to_another_house(client: Client, ines_with_password: Seat) -> None:
    answer = client.post(
        "/login?next=https://elsewhere.example/",
        {"username": ines_with_password.account.email, "password": "les trains de nuit"},
    )
    assert answer.headers["Location"] == "/"


def test_language_and_light_are_remembered_in_cookies_the_server_reads(client: Client, db: None) -> None:
    client.post("/language", {"language": "en", "next": "/login"})
    client.post("/theme", {"theme": "dark", "next": "/login"})
    page = client.get("/login").content.decode()
    assert '<html lang="en" data-theme="dark">' in page


def test_the_sheet_is_kept_for_ever_at_its_own_address(client: Client, db: None) -> None:
    page = client.get("/login").content.decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"@layer reset, tokens, base" in answer.content


def test_nothing_is_styled_or_scripted_inline(client: Client, db: None) -> None:
    page = client.get("/login").content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script defer src=") + page.count('<script type="module" src=')


def test_too_many_tries_must_wait_even_with_the_right_password(client: Client, ines_with_password: Seat) -> None:
    given = {"username": ines_with_password.account.email, "password": "non"}
    answers = [client.post("/login", given, headers={"accept-language": "en"}) for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert "Too many tries" in answers[-1].content.decode()
    right = client.post("/login", {**given, "password": "les trains de nuit"})
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) <= 12
    elsewhere = client.post("/login", {**given, "password": "les trains de nuit"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302, "who guesses from one place does not keep the owner out"


def test_the_chosen_language_follows_the_account(client: Client, ines: Seat) -> None:
    client.force_login(ines.account)
    client.post("/language", {"language": "en", "next": "/"})
    ines.account.refresh_from_db()
    assert ines.account.language == "en"


def test_several_brands_are_offered_and_one_is_entered(client: Client, ines: Seat, other_brand: Brand) -> None:
    client.force_login(ines.account)
    assert client.get("/").headers["Location"] == "/b/nocturne/today/"
    Seat.objects.create(account=ines.account, brand=other_brand, role="observer", created_at=other_brand.created_at)
    page = client.get("/").content.decode()
    assert "/b/nocturne/today/" in page
    assert "/b/rivale/inbox/" in page  # who only looks on begins with the inbox


def test_a_lost_address_says_what_to_do(client: Client, db: None) -> None:
    answer = client.get("/nowhere", headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert "Revenir sur le parvis" in answer.content.decode()
