"""Whichever stream speaks is believed; polling is the truth all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from parvis.connectors.contract import AuthExpired, Forbidden, Source, Transient
from parvis.connectors.mastodon.testing.instance import GOTOSOCIAL, MASTODON, PLEROMA, Dialect
from parvis.connectors.mastodon.tests.conftest import CONNECTOR, Desk, Opening
from parvis.connectors.net.live import stream_address

DUMB = Dialect("dumb", websocket=False, events_speak=False)


def told(here: Desk) -> None:
    """As the connection of an account leaves it: where the streams are."""
    here.source = Source(
        here.source.address, {**here.source.settings, "streaming": here.instance.streams}, here.source.secrets
    )


def while_waiting(here: Desk, act: Callable[[], object], seconds: float = 5.0) -> tuple[bool, float]:
    started = time.monotonic()
    timer = threading.Timer(0.4, act)
    timer.start()
    try:
        return CONNECTOR.wait(here.source, seconds, here.cursor), time.monotonic() - started
    finally:
        timer.cancel()


@pytest.mark.parametrize("dialect", [MASTODON, GOTOSOCIAL, PLEROMA], ids=lambda d: d.name)
def test_a_mention_is_announced_within_two_seconds(desk: Opening, dialect: Dialect) -> None:
    here = desk()
    here.instance.say("zoe", "@veilleuse avant")
    here.read()
    told(here)
    woken, took = while_waiting(here, lambda: here.instance.say("zoe", "@veilleuse voilà"))
    assert woken
    assert took < 2
    assert any("voilà" in item.body for item in here.read())


@pytest.mark.parametrize("dialect", [MASTODON, PLEROMA], ids=lambda d: d.name)
def test_what_came_before_the_line_was_open_is_news_at_once(desk: Opening, dialect: Dialect) -> None:
    here = desk()
    here.instance.say("zoe", "@veilleuse avant")
    here.read()
    told(here)
    here.instance.say("zoe", "@veilleuse entre deux")
    assert CONNECTOR.wait(here.source, 5, here.cursor)


def test_without_news_the_wait_ends_in_time(desk: Opening) -> None:
    here = desk()
    told(here)
    started = time.monotonic()
    assert CONNECTOR.wait(here.source, 0.7) is False
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("dialect", [DUMB], ids=["dumb"])
def test_a_stream_that_never_says_a_word_is_given_up(desk: Opening, dialect: Dialect) -> None:
    here = desk()
    with pytest.raises(Transient, match="no stream that speaks"):
        CONNECTOR.wait(here.source, 10)


@pytest.mark.parametrize("dialect", [MASTODON, PLEROMA], ids=lambda d: d.name)
def test_a_revoked_token_ends_the_wait_and_says_so(desk: Opening, dialect: Dialect) -> None:
    here = desk()
    told(here)
    here.instance.revoke(here.source.secrets["token"])
    with pytest.raises(AuthExpired):
        CONNECTOR.wait(here.source, 5)


def test_a_place_without_a_stream_of_its_own_says_so(desk: Opening) -> None:
    with pytest.raises(Forbidden):
        CONNECTOR.wait(desk("@zoe").source, 5)


@pytest.mark.parametrize(
    ("said", "origin", "used"),
    [
        ("wss://streams.example", "https://rails.example", "wss://streams.example"),
        ("ws://streams.example", "https://rails.example", "wss://rails.example"),
        ("ws://streams.example", "http://127.0.0.1:80", "ws://streams.example"),
        ("https://streams.example", "https://rails.example", "wss://rails.example"),
        ("", "https://rails.example", "wss://rails.example"),
        ("wss://[", "https://rails.example", "wss://rails.example"),
    ],
)
def test_a_token_never_leaves_the_protection_it_was_given_under(said: str, origin: str, used: str) -> None:
    assert stream_address(said, origin) == used


def test_a_stream_inside_a_private_network_is_not_opened(desk: Opening) -> None:
    here = desk()
    here.source = Source(
        here.source.address, {**here.source.settings, "streaming": "ws://10.0.0.1"}, here.source.secrets
    )
    with pytest.raises(Forbidden, match="private network"):
        CONNECTOR.wait(here.source, 5)
