"""Codes, recovery codes, the second step, and what asks for it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from conftest import seat_for
from parvis.core import credentials
from parvis.core.brands import ask_second_factor
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import Role
from parvis.web.porch.tests.scene import PASSWORD, code_for, connect_application, signed_in, with_password
from tests.pages import read

SECURITY = "/b/nocturne/account/security/"


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    cache.clear()


@pytest.fixture
def client(ines: Seat) -> Client:
    return signed_in(with_password(ines.account))


def knock(ines: Seat) -> Client:
    """A browser that has given the password."""
    visitor = Client(headers={"accept-language": "en"})
    answer = visitor.post(
        "/login", {"username": ines.account.email, "password": PASSWORD, "next": "/b/nocturne/posts/"}
    )
    assert answer.headers["Location"] == "/login/second"
    return visitor


def test_without_a_second_factor_the_password_opens(ines: Seat) -> None:
    with_password(ines.account)
    answer = Client().post("/login", {"username": ines.account.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_an_application_is_connected_by_a_code_that_proves_it(client: Client, ines: Seat) -> None:
    page = client.get(f"{SECURITY}totp").content
    assert read(page).faults == []
    assert b"<svg" in page
    assert client.post(f"{SECURITY}totp", {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()
    connect_application(client)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert Journal.objects.get(verb="factor.added").actor == ines.account


def test_the_second_step_opens_by_a_code_once(client: Client, ines: Seat) -> None:
    secret = connect_application(client)
    visitor = knock(ines)
    assert visitor.get("/b/nocturne/posts/").status_code == 302, "one factor opens nothing"
    assert read(visitor.get("/login/second").content).faults == []
    assert visitor.post("/login/second", {"code": "123"}).status_code == 422
    code = code_for(secret)
    assert visitor.post("/login/second", {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/b/nocturne/posts/"
    assert visitor.get("/b/nocturne/posts/").status_code == 200
    assert knock(ines).post("/login/second", {"code": code}).status_code == 422, "a code that was seen is used up"


def test_a_recovery_code_opens_once_and_is_shown_once(client: Client, ines: Seat) -> None:
    connect_application(client)
    page = client.get(f"{SECURITY}codes").content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", page)
    assert len(codes) == 10
    assert codes[0] not in client.get(f"{SECURITY}codes").content.decode()
    assert knock(ines).post("/login/second", {"code": codes[0]}).status_code == 302
    assert knock(ines).post("/login/second", {"code": codes[0]}).status_code == 422
    client.post(f"{SECURITY}codes/new")
    assert knock(ines).post("/login/second", {"code": codes[1]}).status_code == 422, "new ones take their place"


def test_codes_are_not_guessed_by_trying(client: Client, ines: Seat) -> None:
    connect_application(client)
    visitor = knock(ines)
    answers = [visitor.post("/login/second", {"code": str(n)}) for n in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1


@pytest.mark.django_db
def test_the_second_step_without_a_first_leads_to_the_sign_in() -> None:
    assert Client().get("/login/second").headers["Location"] == "/login"
    assert Client().post("/login/second/options").status_code == 401


def test_secrets_of_factors_are_sealed_and_survive_a_new_key(client: Client, ines: Seat) -> None:
    secret = connect_application(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())
    credentials.rotate()
    credentials.rotate()
    cache.clear()
    assert knock(ines).post("/login/second", {"code": code_for(secret)}).status_code == 302


def test_what_touches_the_sign_in_asks_once_more_who_one_is(ines: Seat) -> None:
    stale = Client(headers={"accept-language": "en"})
    stale.force_login(with_password(ines.account))
    asked = stale.get(f"{SECURITY}totp")
    assert asked.headers["Location"].startswith("/login/confirm?next=")
    assert read(stale.get(asked.headers["Location"]).content).faults == []
    assert stale.post("/login/confirm", {"password": "no", "next": SECURITY}).status_code == 422
    assert stale.post("/login/confirm", {"password": PASSWORD, "next": SECURITY}).headers["Location"] == SECURITY
    assert stale.get(f"{SECURITY}totp").status_code == 200


def test_removing_the_last_factor_removes_its_recovery_codes(client: Client, ines: Seat) -> None:
    connect_application(client)
    client.post(f"{SECURITY}totp/remove")
    assert not Authenticator.objects.exists()
    assert Journal.objects.filter(verb="factor.removed").exists()


def test_a_team_that_asks_for_it_opens_nothing_else_before(brand: Brand, ines: Seat, noon: datetime) -> None:
    client = signed_in(with_password(ines.account))
    ask_second_factor(brand, True, by=ines.account, at=noon)
    for where in ("inbox/", "posts/", "people/", "settings/"):
        assert client.get(f"/b/nocturne/{where}").headers["Location"] == SECURITY
    assert client.get("/api/v1/brands/nocturne/posts").status_code == 403
    assert b"asks its team for a second factor" in client.get(SECURITY).content
    assert b"second factor" in client.get("/brands/").content
    connect_application(client)
    assert client.get("/b/nocturne/inbox/").status_code == 200
    assert client.get("/api/v1/brands/nocturne/posts").status_code == 200


def test_who_has_none_cannot_ask_it_of_others(brand: Brand) -> None:
    owner = seat_for(brand, Role.OWNER).account
    client = signed_in(owner)
    assert client.post("/b/nocturne/settings/second-factor", {"wanted": "1"}).headers["Location"] == SECURITY
    brand.refresh_from_db()
    assert brand.second_factor_at is None
    connect_application(client)
    client.post("/b/nocturne/settings/second-factor", {"wanted": "1"})
    brand.refresh_from_db()
    assert brand.second_factor_at is not None


@override_settings(SECOND_FACTOR_FOR_ALL=True)
def test_an_installation_may_ask_it_of_every_team(ines: Seat) -> None:
    assert signed_in(ines.account).get("/b/nocturne/inbox/").headers["Location"] == SECURITY


@pytest.mark.parametrize(
    "told", ["", "{}", "[]", '{"response": 1}', '{"id": "a", "response": {}}', "x" * 30_000, "null"]
)
def test_a_key_that_is_none_is_refused_in_words(ines: Seat, told: str) -> None:
    visitor = Client(headers={"accept-language": "en"})
    visitor.post("/login/passkey/options")
    answer = visitor.post("/login/passkey", {"credential": told})
    assert answer.status_code == 422
    assert read(answer.content).faults == []
    client = signed_in(ines.account)
    client.post(f"{SECURITY}keys/options")
    assert client.post(f"{SECURITY}keys/add", {"credential": told}).status_code == 422
