"""Signing in with an app password: to the right server, never with the main password, renewed, and ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.accounts import App, OAuth, SignsIn
from parvis.connectors.bluesky.connector import BlueskyConnector
from parvis.connectors.bluesky.testing.server import OURS, Served
from parvis.connectors.bluesky.testing.sky import MAIN
from parvis.connectors.bluesky.tests.conftest import LOCAL, connector
from parvis.connectors.contract import AuthExpired, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.connectors.net import Reach
from parvis.connectors.testing.website import Reply, Website, website


@pytest.fixture
def password(made: Served) -> str:
    return made.sky.app_password(OURS)


@pytest.fixture
def elsewhere() -> Iterator[Website]:
    with website() as site:
        yield site


def test_the_connector_keeps_the_protocol(made: Served) -> None:
    assert isinstance(connector(made), SignsIn)
    assert not isinstance(connector(made), OAuth)


@pytest.mark.parametrize("written", [OURS, f"@{OURS}", f"https://bsky.app/profile/{OURS}", OURS.upper()])
def test_from_a_handle_to_a_session_at_its_own_server(made: Served, password: str, written: str) -> None:
    given = connector(made).sign_in({"handle": written, "password": f" {password} "})
    did = made.sky.person(OURS).did
    assert (given.account, given.identity, given.settings["did"]) == (f"@{OURS}", did, did)
    assert given.secrets["server"] == made.address
    assert made.sky.reader(given.secrets["token"]).did == did
    assert given.scopes == ("com.atproto.appPass",)
    assert given.expires_at
    assert abs(given.expires_at - datetime.now(UTC) - timedelta(hours=2)) < timedelta(minutes=1)
    assert password not in str(given.secrets) + str(given.settings)


def test_an_end_is_known_by_our_clock_whatever_the_servers_says(made: Served, password: str) -> None:
    made.sky.skew = timedelta(days=400)
    given = connector(made).sign_in({"handle": OURS, "password": password})
    assert given.expires_at
    assert timedelta(hours=1) < given.expires_at - datetime.now(UTC) < timedelta(hours=3)


def test_the_main_password_is_refused_and_what_it_opened_is_closed(made: Served) -> None:
    made.sky.person(OURS).passwords["hunter2"] = MAIN
    with pytest.raises(Rejected, match="main password") as refused:
        connector(made).sign_in({"handle": OURS, "password": "hunter2"})
    assert refused.value.field == "password"
    assert not any(session.refresh for session in made.sky.sessions.values())


def test_a_main_password_behind_a_second_factor_is_told_to_be_one(made: Served) -> None:
    person = made.sky.person(OURS)
    person.passwords["hunter2"], person.factor = MAIN, True
    with pytest.raises(Rejected, match="main password"):
        connector(made).sign_in({"handle": OURS, "password": "hunter2"})
    assert connector(made).sign_in({"handle": OURS, "password": made.sky.app_password(OURS)})


@pytest.mark.parametrize(
    ("handle", "password", "field"),
    [(OURS, "abcd-efgh-ijkl-mnop", "password"), (OURS, "", "password"), ("personne.example", "x", "handle"), ("deux mots", "x", "handle"), ("zoe@mail.example", "x", "handle")],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(made: Served, handle: str, password: str, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        connector(made).sign_in({"handle": handle, "password": password})
    assert refused.value.field == field
    assert refused.value.mend


def test_an_account_that_was_closed_says_so(made: Served, password: str) -> None:
    made.sky.person(OURS).closed = True
    with pytest.raises((Forbidden, Rejected)):
        connector(made).sign_in({"handle": OURS, "password": password})


def test_too_many_tries_name_the_time_to_come_back(made: Served, password: str) -> None:
    did = made.sky.person(OURS).did
    ahead = str(int(datetime.now(UTC).timestamp()) + 240)
    made.instead = Reply(429, b'{"error":"RateLimitExceeded"}', {"RateLimit-Remaining": "0", "RateLimit-Reset": ahead})
    with pytest.raises(RateLimited) as refused:
        connector(made).sign_in({"handle": did, "password": password})
    assert timedelta(minutes=3) < refused.value.until - datetime.now(UTC) < timedelta(minutes=5)


def test_a_name_that_its_account_does_not_know_gets_no_password(made: Served, password: str) -> None:
    made.sky.person("piege.example")
    did = made.sky.person("piege.example").did
    made.documents[f"/{did}"] = {**made.sky.document(did), "alsoKnownAs": ["at://autre.example"]}
    with pytest.raises(Rejected, match="does not know this name"):
        connector(made).sign_in({"handle": "piege.example", "password": password})
    assert not any("createSession" in name for _, name, _ in made.asked)


@pytest.mark.parametrize("server", ["http://pds.example", "https://10.0.0.1", "https://127.0.0.1:1/x", "file:///etc/passwd", "", "https://u:p@pds.example"])  # fmt: skip
def test_a_server_that_is_no_place_for_a_password_gets_none(made: Served, password: str, server: str) -> None:
    did = made.sky.person(OURS).did
    document = made.sky.document(did)
    document["service"][0]["serviceEndpoint"] = server
    made.documents[f"/{did}"] = document
    with pytest.raises((Rejected, Forbidden, Transient)):
        connector(made).sign_in({"handle": OURS, "password": password})
    assert not any("createSession" in name for _, name, _ in made.asked)


def test_names_of_the_web_lead_to_their_server_too(made: Served, elsewhere: Website, password: str) -> None:
    did = f"did:web:127.0.0.1%3A{elsewhere.port}"
    document = {**made.sky.document(made.sky.person(OURS).did), "id": did, "alsoKnownAs": [f"at://{OURS}"]}
    elsewhere.put("/.well-known/did.json", json.dumps(document), "application/json")
    found = connector(made)._directory().find(did)
    assert (found.did, found.handle, found.pds) == (did, OURS, made.address)
    with pytest.raises((Rejected, Forbidden, Transient)):
        BlueskyConnector(Reach(), appview=made.address, plc=made.address)._directory().find(did)


def test_a_name_inside_a_private_network_is_not_looked_up(made: Served) -> None:
    with pytest.raises(Forbidden, match="private network"):
        connector(made)._directory().find("did:web:10.0.0.1")


def test_an_account_removed_for_good_is_gone(elsewhere: Website) -> None:
    did = "did:plc:" + "a" * 24
    elsewhere.pages[f"/{did}"] = Reply(410, b'{"message":"DID not available"}')
    with pytest.raises(Gone):
        BlueskyConnector(LOCAL, appview=elsewhere.address, plc=elsewhere.address)._directory().find(did)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"id":"did:plc:other"}', b"{" * 5000])
def test_a_directory_that_says_nonsense_is_asked_again_later(elsewhere: Website, body: bytes) -> None:
    did = "did:plc:" + "a" * 24
    elsewhere.pages[f"/{did}"] = Reply(200, body)
    with pytest.raises(Transient):
        BlueskyConnector(LOCAL, appview=elsewhere.address, plc=elsewhere.address)._directory().find(did)


# Renewal -----------------------------------------------------------------------------------------------------------------


def test_a_session_is_renewed_and_its_old_long_token_is_worth_nothing(made: Served, password: str) -> None:
    given = connector(made).sign_in({"handle": OURS, "password": password})
    renewed = connector(made).renew(App(made.address, "", ""), given.secrets)
    assert renewed.identity == given.identity
    assert made.sky.reader(renewed.secrets["token"]).did == given.identity
    with pytest.raises(AuthExpired):
        connector(made).renew(App(made.address, "", ""), given.secrets)


def test_a_withdrawn_app_password_ends_the_renewal_and_says_what_to_do(made: Served, password: str) -> None:
    given = connector(made).sign_in({"handle": OURS, "password": password})
    made.sky.withdraw(OURS, password)
    with pytest.raises(AuthExpired, match="no longer renews") as refused:
        connector(made).renew(App(made.address, "", ""), given.secrets)
    assert "nothing is lost" in str(refused.value.mend)


def test_an_access_given_back_is_worth_nothing(made: Served, password: str) -> None:
    given = connector(made).sign_in({"handle": OURS, "password": password})
    connector(made).revoke(App(made.address, "", ""), given.secrets)
    with pytest.raises(AuthExpired):
        connector(made).renew(App(made.address, "", ""), given.secrets)


def test_a_server_under_repair_ends_no_access(made: Served, password: str) -> None:
    given = connector(made).sign_in({"handle": OURS, "password": password})
    for reply in (Reply(502, b"<html>"), Reply(200, b"<html>"), Reply(200, b"{}")):
        made.instead = reply
        with pytest.raises(Transient):
            connector(made).renew(App(made.address, "", ""), given.secrets)
    made.instead = None
    assert connector(made).renew(App(made.address, "", ""), given.secrets)


def test_an_account_that_moved_is_followed_to_its_new_server_if_that_is_as_safe(made: Served, password: str) -> None:
    given = connector(made).sign_in({"handle": OURS, "password": password})
    made.sky.address = "http://pds.example"
    kept = connector(made).renew(App(made.address, "", ""), given.secrets)
    assert kept.secrets["server"] == made.address
    made.sky.address = "https://pds.example"
    moved = connector(made).renew(App(made.address, "", ""), kept.secrets)
    assert moved.secrets["server"] == "https://pds.example"


def test_each_level_says_what_it_does_not_allow(made: Served) -> None:
    for level in connector(made).levels:
        lines = connector(made).access(level.name)
        assert any(not line.allowed for line in lines)
        assert (level.name == "answer") == next(line.allowed for line in lines if "Answer as" in str(line.what))
