"""Bluesky keeps the contract of every network, behind a line that breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parvis.connectors.bluesky.connector import BlueskyConnector
from parvis.connectors.bluesky.testing.server import OURS, Served, served
from parvis.connectors.bluesky.tests.conftest import LOCAL, let_in
from parvis.connectors.contract import Source
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening, Sending


class Square:
    """What is said to our account there, and what it says itself."""

    def __init__(self, made: Served) -> None:
        self.made = made

    def say(self, text: str) -> None:
        self.made.sky.say("zoe.example", f"@{OURS} {text} #rail")

    def said(self) -> list[str]:
        return [one.text for one in self.made.sky.posts.values()]


@pytest.fixture
def bench() -> Iterator[Bench]:
    with served() as made, fault_proxy("127.0.0.1", made.port) as proxy:
        made.sky.person("zoe.example")
        secrets = {**let_in(made), "server": proxy.address}
        source = Source(f"https://bsky.app/profile/{secrets['did']}/mentions", {"did": secrets["did"]}, secrets)
        network = BlueskyConnector(LOCAL, appview=proxy.address, plc=made.address)
        yield Bench(network, source, Square(made), proxy)


def elsewhere(bench: Bench, path: str, *, stranger: bool = True) -> Bench:
    bench.source = Source(
        f"https://bsky.app/{path}", {} if stranger else bench.source.settings, {} if stranger else bench.source.secrets
    )
    return bench


class TestMentionsAreListenedTo(Listening):
    """The kind of place with the longest way: notifications, then the posts, then the conversations around them."""


class TestAHashtagIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        return elsewhere(bench, "hashtag/rail")


class TestASearchIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        return elsewhere(bench, "search?q=veilleuse", stranger=False)


class TestAnAccountIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        return elsewhere(bench, "profile/zoe.example")


class TestAListIsListenedTo(Listening):
    @pytest.fixture
    def bench(self, bench: Bench) -> Bench:
        return elsewhere(bench, f"profile/{bench.source.secrets['did']}/lists/3kabc")


class TestAnswersAreSent(Sending):
    """At most once: the key of a message names its record."""
