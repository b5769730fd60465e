"""The contract of every network, on the fake that keeps to WordPress's own description, behind the fault proxy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from parvis.connectors.contract import Source
from parvis.connectors.net import Reach
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening, Moderating, Sending
from parvis.connectors.wordpress.connector import WordPressConnector
from parvis.connectors.wordpress.items import standing_of
from parvis.connectors.wordpress.tests.fake import FakeWordPress, fake_wordpress

REACH = Reach.allowing("127.0.0.1")


@dataclass
class Readers:
    """People below the one article of the fake."""

    fake: FakeWordPress

    def say(self, text: str) -> None:
        self.fake.comment(text)

    def hold(self, text: str) -> str:
        return f"comment-{self.fake.comment(text, status='hold')}"

    def said(self) -> list[str]:
        return [str(row["text"]) for row in self.fake.comments]

    def standing(self, remote_id: str) -> str:
        return next(standing_of(row) for row in self.fake.comments if remote_id == f"comment-{row['id']}")


class OnTheFake:
    root = "/wp-json/"

    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        with fake_wordpress() as fake, fault_proxy(fake.site.host, fake.site.port) as proxy:
            source = Source(f"{proxy.address}{self.root}", {"user": "ines"}, {"password": "mot de ines"})
            yield Bench(WordPressConnector(REACH), source, Readers(fake), proxy)


class TestListening(OnTheFake, Listening): ...


class TestListeningWithoutPrettyAddresses(OnTheFake, Listening):
    root = "/?rest_route=/"


class TestAnswering(OnTheFake, Sending): ...


class TestModerating(OnTheFake, Moderating): ...
