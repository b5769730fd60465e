"""From a parsed feed to stored, attributed, read, matched and triaged posts; against a loop of one-row inserts.

The posts are those of the demo brand, re-keyed; 100 watches; pages of 500 items, as a busy feed or an import gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from bench.figures import Figure, cpu
from bench.ground import fresh_brand, watches_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Brand
from parvis.demo.scenario import build
from parvis.engagement.actions.settings import start_rules
from parvis.flows.intake import take_in

NEEDS_DATABASE = True
POSTS = 5_000
PAGE = 500
ROWS = 500
AIM = 1_500
AT = datetime(2026, 3, 1, tzinfo=UTC)
_keys = count()


def run() -> list[Figure]:
    """Posts per CPU-second, three runs each, on the database of this process."""
    brand = fresh_brand("bench-intake")
    start_rules(brand, str)
    watches_for(brand, 100)
    texts = list(islice(_texts(), POSTS))
    whole = POSTS / cpu(lambda: _intake(brand, texts))
    rows = ROWS / cpu(lambda: _row_by_row(brand, texts[:ROWS]))
    return [
        Figure("one-row inserts of the post alone", rows, "posts/CPU s"),
        Figure("intake, 100 watches", whole, "posts/CPU s", whole / rows, "one-row inserts", f"≥ {AIM}", whole >= AIM),
    ]


def _texts() -> Iterator[str]:
    while True:
        yield from (post.text for post in build(scale=1, today=AT.date()).posts())


def _place(brand: Brand) -> Place:
    address = f"https://bench.example/{next(_keys)}"
    return add_place(brand, NewPlace("feed", "feed", address, address, "Banc d’essai"), by=None, at=AT)[0]


def _intake(brand: Brand, texts: list[str]) -> None:
    place, key = _place(brand), next(_keys)
    for start in range(0, len(texts), PAGE):
        page = [
            Item(
                remote_id=f"{key}-{n}",
                thread_id=f"{key}-{n // 6}",
                parent_id=f"{key}-{n - 1}" if n % 6 else "",
                body=text,
                author=Author(f"a{n % 700}", name=f"Auteur {n % 700}"),
                at=AT - timedelta(seconds=POSTS - n),
            )
            for n, text in enumerate(texts[start : start + PAGE], start)
        ]
        take_in(place, page, AT)


def _row_by_row(brand: Brand, texts: list[str]) -> None:
    """What an importer without care does: a transaction a post, and nothing but the post."""
    place = _place(brand)
    thread = Thread.objects.create(brand=brand, place=place, remote_id="t", bumped_at=AT)
    for n, text in enumerate(texts):
        Post.objects.create(
            brand=brand, place=place, thread=thread, seq=n + 1, remote_id=str(n), source=text, text=text, html=text,
            at=AT, received_at=AT,
        )  # fmt: skip
