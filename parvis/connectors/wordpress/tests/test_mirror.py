"""Whatever happens on a site between two readings, what was read is in the end what stands there."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import Budget, Source
from parvis.connectors.net import Reach
from parvis.connectors.wordpress.connector import WordPressConnector
from parvis.connectors.wordpress.items import standing_of
from parvis.connectors.wordpress.tests.fake import FakeWordPress, fake_wordpress

NETWORK = WordPressConnector(Reach.allowing("127.0.0.1"))
STEPS = st.lists(
    st.sampled_from(["say", "say", "hold", "edit", "delete", "decide", "write", "read", "read a little"]), max_size=14
)


class Mirror:
    """What a caller that stores items and deletions holds."""

    def __init__(self, source: Source) -> None:
        self.source, self.cursor = source, ""
        self.kept: dict[str, tuple[str, str]] = {}

    def read(self, items: int = 100, pages: int = 200) -> None:
        for _ in range(pages):
            page = NETWORK.fetch(self.source, self.cursor, Budget(items=items, seconds=10))
            self.kept |= {item.remote_id: (item.body, item.standing) for item in page.items}
            for gone in page.deletions:
                self.kept.pop(gone, None)
            self.cursor = page.cursor
            if not page.more:
                return
        assert pages == 1, "the site has an end"


def happen(fake: FakeWordPress, step: str, dice: random.Random) -> None:
    row: dict[str, Any] | None = dice.choice(fake.comments) if fake.comments else None
    if step == "say":
        fake.comment(f"mot {dice.random()}")
    elif step == "hold":
        fake.comment(f"retenu {dice.random()}", status="hold")
    elif step == "write":
        fake.write(f"Article {dice.random()}")
    elif row is not None and step == "edit":
        row["text"] = f"corrigé {dice.random()}"
    elif row is not None and step == "delete":
        fake.comments.remove(row)
    elif row is not None and step == "decide":
        row["status"] = dice.choice(["approved", "hold", "spam", "trash"])


@pytest.mark.parametrize("user", ["ines", ""])
@given(steps=STEPS, seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_read_is_what_stands_there(user: str, steps: list[str], seed: int) -> None:
    dice = random.Random(seed)
    with fake_wordpress() as fake:
        secrets = {"password": f"mot de {user}"} if user else {}
        mirror = Mirror(Source(f"{fake.site.address}/wp-json/", {"user": user}, secrets))
        for step in steps:
            if step.startswith("read"):
                mirror.read(*((2, 1) if step == "read a little" else ()))
            else:
                happen(fake, step, dice)
        mirror.read()
        mirror.read()  # the first ends the pass under way, in which what was read already may have changed
        visible = [row for row in fake.comments if user or row["status"] == "approved"]
        there = {f"comment-{row['id']}": (fake._shown(row)["content"]["rendered"], standing_of(row)) for row in visible}
        kept = {name: said for name, said in mirror.kept.items() if name.startswith("comment-")}
        assert kept == there
        assert {name for name in mirror.kept if name.startswith("post-")} == {f"post-{a['id']}" for a in fake.articles}
