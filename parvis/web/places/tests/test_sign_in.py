"""An account opened from the pages with an app password, and what is said when it is not one."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from parvis.connectors.bluesky.testing.server import OURS, Served, served
from parvis.conversations.models import Place
from parvis.core.models import Credential, Seat

pytestmark = pytest.mark.django_db
CONNECT = "/b/nocturne/places/accounts/connect"


@pytest.fixture
def made() -> Iterator[Served]:
    with served() as one:
        yield one


@pytest.fixture
def client(ines: Seat, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Served) -> Client:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("PARVIS_BLUESKY_APPVIEW", made.address)
    monkeypatch.setenv("PARVIS_BLUESKY_PLC", made.address)
    client = Client(headers={"accept-language": "fr"})
    client.force_login(ines.account)
    return client


def test_the_page_says_which_password_and_what_it_would_allow(client: Client) -> None:
    said = unescape(client.get(f"{CONNECT}?network=bluesky").content.decode())
    for words in (
        "Jamais le mot de passe principal",
        "Mot de passe d’application",
        "Parvis n’en fait rien",
        "com.atproto.appPass",
    ):
        assert words in said
    assert "vous dites oui sur le réseau" not in said


def test_from_the_password_to_the_places(client: Client, made: Served) -> None:
    given = {"network": "bluesky", "level": "answer", "handle": f"@{OURS}", "password": made.sky.app_password(OURS)}
    answer = client.post(CONNECT, given)
    access = Credential.objects.get()
    assert answer["Location"] == f"/b/nocturne/places/accounts/{access.pk}/"
    assert client.post(answer["Location"], {"mentions": "1", "tag": "rail"}).status_code == 302
    assert set(Place.objects.values_list("kind", "name")) == {
        ("mentions", f"Mentions, réponses et citations\u00a0· @{OURS}"), ("tag", "#rail"),
    }  # fmt: skip
    listed = unescape(client.get("/b/nocturne/places/accounts/").content.decode())
    assert f"@{OURS}" in listed
    assert f"handle={OURS}" in listed


@pytest.mark.parametrize(
    ("handle", "password", "said"),
    [
        (OURS, "hunter2", "C’est le mot de passe principal"), (OURS, "faux", "n’accepte pas ce mot de passe"),
        ("personne.example", "x", "Personne ne répond"), (OURS, "", "obligatoire"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_the_password_is_not_written_back(
    client: Client, made: Served, handle: str, password: str, said: str
) -> None:
    made.sky.person(OURS).passwords["hunter2"] = "com.atproto.access"
    page = client.post(CONNECT, {"network": "bluesky", "level": "answer", "handle": handle, "password": password})
    assert page.status_code == 422
    shown = unescape(page.content.decode())
    assert said in shown
    assert not password or f'value="{password}"' not in shown
    assert not Credential.objects.exists()


def test_a_pasted_profile_is_described_and_listened_to(client: Client, made: Served) -> None:
    made.sky.say("zoe.example", "Bonjour")
    page = client.post("/b/nocturne/places/add", {"address": "@zoe.example"}, follow=True)
    assert "Le compte @zoe.example" in unescape(page.content.decode())
