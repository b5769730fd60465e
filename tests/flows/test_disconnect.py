"""An account is disconnected: the network forgets us, its keys are gone from here, its places rest and keep their past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from parvis.connectors.mastodon.testing.instance import Dialect
from parvis.connectors.mastodon.testing.server import Served, grant, served
from parvis.conversations.models import Place, Post
from parvis.core import credentials
from parvis.core.handshakes import Where
from parvis.core.models import Credential, Journal, Seat
from parvis.flows.connect import Chosen, Wish, come_back, leave, listen_through
from parvis.flows.disconnect import disconnect, what_stops
from parvis.flows.intake import poll
from parvis.flows.renewal import renew

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")


@pytest.fixture
def made() -> Iterator[Served]:
    with served(Dialect(lasts=3600)) as one:
        yield one


def at() -> datetime:
    return datetime.now(UTC)


def connected(made: Served, seat: Seat) -> Credential:
    who = Where(seat.brand, seat.account, "session-1")
    wish = Wish("mastodon", made.address, "answer", "https://desk.example/back", {}, "fr")
    query = dict(parse_qsl(urlsplit(leave(wish, who, at=at())).query))
    return come_back(query["state"], grant(made.instance, query, "veilleuse"), who, at=at())


@pytest.fixture
def access(made: Served, ines: Seat) -> Credential:
    return connected(made, ines)


@pytest.fixture
def place(access: Credential, made: Served, ines: Seat) -> Place:
    made.instance.say("marie", "@veilleuse Bonjour")
    [place] = listen_through(access, [Chosen("mentions", "", "mentions")], by=ines.account, at=at()).places
    poll(place.streams.get().pk, at())
    return place


def test_the_network_forgets_us_and_so_do_we_its_keys(access: Credential, made: Served, ines: Seat) -> None:
    token = credentials.secrets_of(access)["token"]
    assert disconnect(access, by=ines.account, at=at()).revoked
    assert made.instance.account_of(token) is None
    left = Credential.objects.get()
    assert (bytes(left.sealed), left.settings, left.expires_at) == (b"", {}, None)
    assert credentials.accesses_of(ines.brand) == []
    with pytest.raises(credentials.CannotOpen):
        credentials.secrets_of(left)


def test_its_places_rest_and_keep_their_past(place: Place, access: Credential, ines: Seat) -> None:
    posts = Post.objects.filter(place=place).count()
    assert posts > 0
    assert [one.pk for one in what_stops(access).places] == [place.pk]
    ended = disconnect(access, by=ines.account, at=at())
    assert [one.pk for one in ended.places] == [place.pk]
    place.refresh_from_db()
    assert place.paused_at is not None
    assert Post.objects.filter(place=place).count() == posts
    line = Journal.objects.get(verb="access.ended")
    assert (line.actor_id, line.data["places"], line.data["revoked"]) == (ines.account_id, [place.pk], True)


def test_the_same_account_connected_again_is_read_on(
    place: Place, access: Credential, made: Served, ines: Seat
) -> None:
    disconnect(access, by=ines.account, at=at())
    again = connected(made, ines)
    place.refresh_from_db()
    assert (again.pk, place.paused_at) == (access.pk, None)
    made.instance.say("marie", "@veilleuse Encore")
    poll(place.streams.get().pk, at())
    assert Post.objects.filter(place=place, text__contains="Encore").exists()


def test_a_network_that_is_away_hinders_nothing_and_it_is_said(access: Credential, made: Served, ines: Seat) -> None:
    made.instance.apps.clear()  # it knows us no more: it takes nothing back
    assert not disconnect(access, by=ines.account, at=at()).revoked
    assert bytes(Credential.objects.get().sealed) == b""
    assert not disconnect(Credential.objects.select_related("brand").get(), by=ines.account, at=at()).revoked


def test_a_renewal_under_way_brings_nothing_back(
    access: Credential, ines: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = credentials.claim_renewal

    def claimed_then_disconnected(pk: int, moment: datetime) -> Credential | None:
        found = real(pk, moment)
        monkeypatch.setattr(
            "parvis.connectors.mastodon.oauth.revoke", lambda *given: None
        )  # the renewal is still answered
        disconnect(access, by=ines.account, at=at())
        return found

    monkeypatch.setattr(credentials, "claim_renewal", claimed_then_disconnected)
    assert not renew(access.pk, at())
    assert bytes(Credential.objects.get().sealed) == b""


def test_keys_rotate_past_an_account_that_was_forgotten(access: Credential, ines: Seat) -> None:
    disconnect(access, by=ines.account, at=at())
    assert credentials.rotate() == 0


def test_the_page_says_what_stops_before_it_does(place: Place, access: Credential, ines: Seat) -> None:
    client, where = Client(), f"/b/nocturne/places/accounts/{access.pk}/disconnect"
    client.force_login(ines.account)
    assert where in client.get("/b/nocturne/places/accounts/").content.decode()
    assert place.name in client.get(where).content.decode()
    assert Credential.objects.exclude(sealed=b"").exists()  # looking ends nothing
    assert client.post(where).status_code == 302
    assert not Credential.objects.exclude(sealed=b"").exists()
    assert client.get(where).status_code == 404
