"""Mastodon and two of its dialects keep the contract of every network, behind a line that breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parvis.connectors.contract import Source
from parvis.connectors.mastodon.connector import MastodonConnector
from parvis.connectors.mastodon.testing.instance import GOTOSOCIAL, MASTODON, PLEROMA
from parvis.connectors.mastodon.testing.server import Served, served
from parvis.connectors.net import Reach
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening, Sending

CONNECTOR = MastodonConnector(Reach.allowing("127.0.0.1"))


class Square:
    """What is said to our account there, and what it says itself."""

    def __init__(self, made: Served) -> None:
        self.made = made

    def say(self, text: str) -> None:
        self.made.instance.say("zoe@ailleurs.example", f"@veilleuse {text} #rail")

    def said(self) -> list[str]:
        return [one.text for one in self.made.instance.posts.values()]


@pytest.fixture(params=[MASTODON, GOTOSOCIAL, PLEROMA], ids=lambda d: d.name)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with served(request.param) as made, fault_proxy("127.0.0.1", made.port) as proxy:
        token = made.instance.token_for("veilleuse")
        settings = {"account": "@veilleuse@rails.example", "domain": "rails.example"}
        source = Source(f"{proxy.address}/@veilleuse/mentions", settings, {"token": token})
        yield Bench(CONNECTOR, source, Square(made), proxy)


class TestMentionsAreListenedTo(Listening):
    """The kind of place with the longest way: notifications, then the conversations around them."""


class TestAHashtagIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        bench.source = Source(bench.source.address.replace("/@veilleuse/mentions", "/tags/rail"), {}, {})
        return bench


class TestASearchIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        address = bench.source.address.replace("/@veilleuse/mentions", "/search?q=veilleuse")
        bench.source = Source(address, bench.source.settings, bench.source.secrets)
        return bench


class TestAnAccountIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        address = bench.source.address.replace("/@veilleuse/mentions", "/@zoe@ailleurs.example")
        bench.world.say("bonjour")
        bench.source = Source(address, {}, {})
        return bench


class TestAnswersAreSent(Sending):
    """At most once, also where the server forgets the key."""
