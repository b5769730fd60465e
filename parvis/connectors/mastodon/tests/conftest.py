from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from parvis.connectors.contract import Budget, Draft, Item, Page, Source
from parvis.connectors.mastodon.connector import MastodonConnector
from parvis.connectors.mastodon.testing.instance import MASTODON, Dialect, Instance
from parvis.connectors.mastodon.testing.server import Served, served
from parvis.connectors.net import Reach

CONNECTOR = MastodonConnector(Reach.allowing("127.0.0.1"), silence=0.5)
SETTINGS = {"account": "@veilleuse@rails.example", "domain": "rails.example"}


@dataclass
class Desk:
    """Our side: what was read of one place, reading after reading."""

    made: Served
    source: Source
    cursor: str = ""
    pages: list[Page] = field(default_factory=list)

    @property
    def instance(self) -> Instance:
        return self.made.instance

    def read(self, budget: Budget | None = None) -> list[Item]:
        """Everything new, page after page."""
        found: list[Item] = []
        for _ in range(30):
            page = CONNECTOR.fetch(self.source, self.cursor, budget or Budget())
            self.pages.append(page)
            self.cursor = page.cursor
            found += page.items
            if not page.more:
                return found
        raise AssertionError("it never ends")

    def draft(self, text: str, item: Item | None, key: str = "k1") -> Draft:
        return Draft(key, text, item, "Inès")


Opening = Callable[..., Desk]


@pytest.fixture
def dialect() -> Dialect:
    return MASTODON


@pytest.fixture
def made(dialect: Dialect) -> Iterator[Served]:
    with served(dialect) as one:
        yield one


@pytest.fixture
def desk(made: Served) -> Opening:
    """`desk("@zoe")`: a place at the instance; with our token unless `stranger`."""

    def opened(path: str = "@veilleuse/mentions", *, stranger: bool = False) -> Desk:
        token = {} if stranger else {"token": made.instance.token_for("veilleuse")}
        return Desk(made, Source(f"{made.address}/{path}", {} if stranger else SETTINGS, token))

    return opened
