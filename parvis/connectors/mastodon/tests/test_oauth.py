"""Signing in at an instance: the app registers itself, the code is worth one token, and an end is known before it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from parvis.connectors.accounts import App, Asked, OAuth
from parvis.connectors.contract import AuthExpired, Rejected
from parvis.connectors.mastodon.testing.instance import Dialect, challenge_of
from parvis.connectors.mastodon.testing.server import Served, grant
from parvis.connectors.mastodon.tests.conftest import CONNECTOR
from parvis.connectors.net import Reach
from parvis.connectors.testing.website import website

BACK = "https://desk.example/back"
VERIFIER = "v" * 64
ENDING = Dialect("ending", lasts=3600)


def asked(level: str = "answer") -> Asked:
    return Asked(BACK, "state-1", challenge_of(VERIFIER), level, "fr")


def allowed(made: Served, app: App, level: str = "answer") -> str:
    """The code that the person's yes gives."""
    query = dict(parse_qsl(urlsplit(CONNECTOR.authorise_url(app, asked(level))).query))
    assert (query["state"], query["code_challenge_method"], query["lang"]) == ("state-1", "S256", "fr")
    return grant(made.instance, query, "veilleuse")


def test_the_connector_keeps_the_protocol() -> None:
    assert isinstance(CONNECTOR, OAuth)
    assert CONNECTOR.app_needs == ()


def test_from_the_name_of_a_server_to_a_token(made: Served) -> None:
    app = CONNECTOR.register(made.address, BACK, {})
    given = CONNECTOR.exchange(app, asked(), allowed(made, app), VERIFIER)
    assert given.account == "@veilleuse@rails.example"
    assert made.instance.account_of(given.secrets["token"]) == "veilleuse"
    assert given.scopes == ("read:accounts", "read:statuses", "read:notifications", "read:search", "write:statuses")
    assert given.expires_at is None
    assert (given.settings["limit"], given.settings["name"]) == (500, "veilleuse")
    assert given.settings["streaming"].startswith("ws://")


def test_reading_only_asks_for_no_more(made: Served) -> None:
    app = CONNECTOR.register(made.address, BACK, {})
    given = CONNECTOR.exchange(app, asked("read"), allowed(made, app, "read"), VERIFIER)
    assert not any(scope.startswith("write") for scope in given.scopes)


def test_a_code_is_worth_one_token(made: Served) -> None:
    app = CONNECTOR.register(made.address, BACK, {})
    code = allowed(made, app)
    CONNECTOR.exchange(app, asked(), code, VERIFIER)
    with pytest.raises(AuthExpired) as refused:
        CONNECTOR.exchange(app, asked(), code, VERIFIER)
    assert refused.value.mend


def test_a_code_is_worth_nothing_to_who_did_not_ask_for_it(made: Served) -> None:
    app = CONNECTOR.register(made.address, BACK, {})
    with pytest.raises(AuthExpired):
        CONNECTOR.exchange(app, asked(), allowed(made, app), "w" * 64)


@pytest.mark.parametrize("dialect", [ENDING], ids=["ending"])
def test_an_end_is_known_by_our_clock_whatever_the_servers_says_and_can_be_put_off(made: Served) -> None:
    made.instance.skew = timedelta(hours=5)
    app = CONNECTOR.register(made.address, BACK, {})
    given = CONNECTOR.exchange(app, asked(), allowed(made, app), VERIFIER)
    assert given.expires_at
    assert abs(given.expires_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
    renewed = CONNECTOR.renew(app, given.secrets)
    assert renewed.secrets["token"] != given.secrets["token"]
    assert made.instance.account_of(renewed.secrets["token"]) == "veilleuse"


def test_what_cannot_be_renewed_says_so(made: Served) -> None:
    with pytest.raises(AuthExpired, match="cannot be renewed"):
        CONNECTOR.renew(App(made.address, "c", "s"), {"token": "x"})


@pytest.mark.parametrize("written", ["", "deux mots", "ftp://x.example", "https://", "a@b@c.example"])
def test_what_names_no_server_is_told_at_its_field(written: str) -> None:
    with pytest.raises(Rejected) as refused:
        CONNECTOR.register(written, BACK, {})
    assert refused.value.field == "server"


def test_a_site_that_is_no_instance_is_told_so() -> None:
    with website() as site, pytest.raises(Rejected, match="not a server of Mastodon") as refused:
        CONNECTOR.register(site.address, BACK, {})
    assert refused.value.field == "server"


def test_a_secret_does_not_travel_unprotected() -> None:
    with pytest.raises(Rejected, match="without protection"):
        CONNECTOR.within(Reach()).register("http://rails.example", BACK, {})


def test_each_level_says_what_it_does_not_allow() -> None:
    for level in CONNECTOR.levels:
        lines = CONNECTOR.access(level.name)
        assert any(not line.allowed for line in lines)
        writes = any(scope.startswith("write") for scope in level.scopes)
        assert writes == next(line.allowed for line in lines if "Answer as this account" in str(line.what))


def test_secrets_show_in_no_representation() -> None:
    assert "hush" not in repr(App("https://x.example", "c", "hush"))
