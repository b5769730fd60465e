from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from parvis.connectors.bluesky.connector import BlueskyConnector
from parvis.connectors.bluesky.testing.server import OURS, Served, served
from parvis.connectors.bluesky.testing.sky import Sky
from parvis.connectors.contract import Budget, Draft, Item, Page, Source
from parvis.connectors.net import Reach

LOCAL = Reach.allowing("127.0.0.1")


def connector(made: Served) -> BlueskyConnector:
    return BlueskyConnector(LOCAL, appview=made.address, plc=made.address, beat=0.05)


@dataclass
class Desk:
    """Our side: what was read of one place, reading after reading."""

    made: Served
    source: Source
    cursor: str = ""
    pages: list[Page] = field(default_factory=list)

    @property
    def sky(self) -> Sky:
        return self.made.sky

    @property
    def network(self) -> BlueskyConnector:
        return connector(self.made)

    def read(self, budget: Budget | None = None) -> list[Item]:
        """Everything new, page after page."""
        found: list[Item] = []
        for _ in range(60):
            page = self.network.fetch(self.source, self.cursor, budget or Budget())
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
def made() -> Iterator[Served]:
    with served() as one:
        yield one


def let_in(made: Served, handle: str = OURS) -> dict[str, str]:
    """The secrets of a session, as signing in keeps them."""
    given = {"handle": handle, "password": made.sky.app_password(handle)}
    return dict(connector(made).sign_in(given).secrets)


@pytest.fixture
def desk(made: Served) -> Opening:
    """`desk("hashtag/rail")`: a place; with our session unless `stranger`. {ours} and {zoe.example} stand for DIDs."""

    def opened(path: str = "profile/{ours}/mentions", *, stranger: bool = False) -> Desk:
        path = path.replace("{ours}", made.sky.person(OURS).did).replace("{zoe}", made.sky.person("zoe.example").did)
        secrets = {} if stranger else let_in(made)
        settings = {} if stranger else {"did": secrets["did"], "level": "answer"}
        return Desk(made, Source(f"https://bsky.app/{path}", settings, secrets))

    return opened
