"""Accounts from the pages: what each level allows, the way there and back, the choice; guarded at each step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from conftest import seat_for
from parvis.connectors.accounts import App
from parvis.connectors.contract import Need
from parvis.connectors.mastodon.connector import MastodonConnector
from parvis.connectors.mastodon.testing.server import Served, grant, served
from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Place
from parvis.core.jobs.engine import engine
from parvis.core.messages import Message
from parvis.core.models import Brand, Credential, Handshake, Seat
from parvis.core.roles import Role

pytestmark = pytest.mark.django_db
ACCOUNTS = "/b/nocturne/places/accounts/"


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")


@pytest.fixture
def made() -> Iterator[Served]:
    with served() as one:
        yield one


@pytest.fixture
def client(ines: Seat) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(ines.account)
    return client


def left(client: Client, made: Served, level: str = "answer") -> dict[str, str]:
    """The query of the address that the page offers."""
    page = client.post(ACCOUNTS + "connect", {"network": "mastodon", "server": made.address, "level": level})
    assert page.status_code == 200
    link = next(part for part in page.content.decode().split('"') if "/oauth/authorize?" in part)
    return dict(parse_qsl(urlsplit(unescape(link)).query))


def back(client: Client, made: Served, query: dict[str, str], account: str = "veilleuse"):
    return client.get(ACCOUNTS + "return", {"state": query["state"], "code": grant(made.instance, query, account)})


def test_the_page_says_what_each_level_allows_and_what_none_does(client: Client) -> None:
    said = unescape(client.get(ACCOUNTS + "connect?network=mastodon").content.decode())
    for words in ("Lire et répondre", "Lire seulement", "aucun serveur du fédivers ne voit tout", "Non demandé.", "write:statuses"):  # fmt: skip
        assert words in said


def test_there_and_back_and_what_was_chosen_is_read(client: Client, made: Served) -> None:
    made.instance.say("zoe", "@veilleuse #rail bonjour")
    query = left(client, made)
    assert query["redirect_uri"] == "http://testserver/b/nocturne/places/accounts/return"
    answer = back(client, made, query)
    access = Credential.objects.get()
    assert answer["Location"] == f"{ACCOUNTS}{access.pk}/"
    chosen = client.post(answer["Location"], {"mentions": "1", "tag": "#rail, nuit", "search": "train de nuit"})
    assert chosen.status_code == 302
    assert set(Place.objects.values_list("kind", "name")) == {
        ("mentions", "Mentions et réponses\u00a0· @veilleuse@rails.example"),
        ("tag", "#rail"), ("tag", "#nuit"), ("search", "« train de nuit »"),
    }  # fmt: skip
    assert engine().figures(datetime.now(UTC)).waiting == 4
    assert all(place.credential_id == access.pk for place in Place.objects.all())


def test_the_same_return_opened_twice_is_refused_in_plain_words(client: Client, made: Served) -> None:
    query = left(client, made)
    code = grant(made.instance, query, "veilleuse")
    for _ in range(2):
        answer = client.get(ACCOUNTS + "return", {"state": query["state"], "code": code}, follow=True)
    assert "Recommencez" in answer.content.decode()
    assert Credential.objects.count() == 1


def test_a_return_opens_nothing_in_another_window_or_brand(
    client: Client, made: Served, ines: Seat, other_brand: Brand
) -> None:
    query = left(client, made)
    window, stranger = Client(), Client()
    window.force_login(ines.account)
    stranger.force_login(seat_for(other_brand, Role.OWNER).account)
    code = {"state": query["state"], "code": "code"}
    assert window.get(ACCOUNTS + "return", code)["Location"] == ACCOUNTS
    assert stranger.get("/b/rivale/places/accounts/return", code)["Location"] == "/b/rivale/places/accounts/"
    assert not Credential.objects.exists()
    assert back(client, made, query).status_code == 302
    assert Credential.objects.count() == 1


def test_a_no_is_a_no(client: Client, made: Served) -> None:
    query = left(client, made)
    answer = client.get(ACCOUNTS + "return", {"state": query["state"], "error": "access_denied"}, follow=True)
    assert "rien n’a été connecté" in answer.content.decode()
    assert Handshake.objects.get().used_at


@pytest.mark.parametrize(
    ("server", "said"), [("deux mots", "ne désigne aucun serveur"), ("http://127.0.0.1:1", "refuse la connexion"), ("10.0.0.1", "réseau privé")]
)  # fmt: skip
def test_a_server_that_is_none_is_told_at_its_field(client: Client, server: str, said: str) -> None:
    page = client.post(ACCOUNTS + "connect", {"network": "mastodon", "server": server, "level": "answer"})
    assert page.status_code == 422
    assert said in unescape(page.content.decode())


def test_choosing_nothing_says_so(client: Client, made: Served) -> None:
    address = back(client, made, left(client, made))["Location"]
    page = client.post(address, {})
    assert page.status_code == 422
    assert "Choisissez au moins une chose" in page.content.decode()


def test_what_cannot_be_opened_is_told_and_the_rest_is_kept(client: Client, made: Served) -> None:
    address = back(client, made, left(client, made))["Location"]
    token = next(iter(made.instance.tokens))
    made.instance.tokens[token].scopes = ("read:accounts", "read:statuses")
    page = client.post(address, {"mentions": "1", "tag": "rail"}, follow=True)
    assert list(Place.objects.values_list("kind", flat=True)) == ["tag"]
    assert "Reconnectez le compte avec un niveau" in page.content.decode()


def test_an_access_of_another_brand_does_not_exist_here(client: Client, other_brand: Brand) -> None:
    theirs = Credential.objects.create(
        brand=other_brand,
        network="mastodon",
        name="@x",
        sealed=b"",
        settings={"server": "x"},
        updated_at=datetime.now(UTC),
    )
    assert client.get(f"{ACCOUNTS}{theirs.pk}/").status_code == 404


def test_a_network_that_cannot_be_connected_does_not_exist(client: Client) -> None:
    assert client.get(ACCOUNTS + "connect?network=feed").status_code == 404


def test_the_list_tells_an_end_before_it_comes_and_costs_the_same_for_many(
    client: Client, ines: Seat, django_assert_max_num_queries
) -> None:
    at = datetime.now(UTC)
    for n in range(12):
        Credential.objects.create(
            brand=ines.brand, network="mastodon", name=f"@{n}@rails.example", sealed=b"", settings={"server": "https://rails.example"},
            updated_at=at - timedelta(days=56), expires_at=at + timedelta(days=4, hours=1),
        )  # fmt: skip
    with django_assert_max_num_queries(7):
        page = client.get(ACCOUNTS)
    assert page.content.decode().count("prend fin dans 4 jours") == 12


def test_the_settings_of_a_place_warn_too(client: Client, made: Served) -> None:
    address = back(client, made, left(client, made))["Location"]
    client.post(address, {"tag": "rail"})
    Credential.objects.update(
        expires_at=datetime.now(UTC) + timedelta(hours=3, minutes=5), updated_at=datetime.now(UTC) - timedelta(days=50)
    )
    place = Place.objects.get()
    for page in (f"/b/nocturne/places/{place.pk}/", f"/b/nocturne/places/{place.pk}/settings", "/b/nocturne/places/"):
        assert "prend fin dans 3 h" in unescape(client.get(page).content.decode()).replace("\u202f", " ").replace(
            "\xa0", " "
        )


@dataclass(frozen=True, slots=True)
class Pasted(MastodonConnector):
    """A network as most are: one server, and an app that a person registers there and pastes here."""

    network: str = "pasted"

    @property
    def server(self) -> Need | None:
        return None

    @property
    def app_needs(self) -> tuple[Need, ...]:
        return (Need("client_id", Message("App number")), Need("client_secret", Message("App secret"), secret=True))

    def register(self, server: str, redirect: str, given: Mapping[str, str]) -> App:
        return App("https://pasted.example", given["client_id"], given["client_secret"], redirect)


def test_a_network_that_wants_an_app_of_ones_own_is_given_what_is_pasted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(all_connectors(), "pasted", Pasted())
    form = unescape(client.get(ACCOUNTS + "connect?network=pasted").content.decode())
    assert "App number" in form
    assert "Serveur du compte" not in form
    told = {"network": "pasted", "level": "read", "app_client_id": "n-1"}
    assert client.post(ACCOUNTS + "connect", told).status_code == 422
    page = unescape(client.post(ACCOUNTS + "connect", told | {"app_client_secret": "hush-hush"}).content.decode())
    assert "https://pasted.example/oauth/authorize?" in page
    assert "client_id=n-1" in page
    assert "hush-hush" not in page
    assert b"hush-hush" not in bytes(Handshake.objects.get().sealed)
