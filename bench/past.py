"""A new watch against a million stored posts: from its wording to every hit stored, as the job does it.

The posts are poured (`filler`), a few of them given rare words; the index is built by its own job, whose cost is told apart.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime

from django.db.models import Sum
from django.db.models.functions import Length

from bench.figures import Figure, cpu
from bench.filler import analyse, fill
from parvis.conversations.models import Post
from parvis.core.models import Brand
from parvis.flows.watches import STRETCH, match_back
from parvis.listening.actions import save_watch
from parvis.listening.index.actions import SETTLED, extend
from parvis.listening.models import Hit, Watch, WordBlock

NEEDS_DATABASE = True
POSTS, RARE = 1_000_000, 300
AIM = 1.0
ASKED = {
    f"a name in {RARE} posts": "navoritex",
    "a phrase and an exclusion": '"kalu navoritex" -promo',
    "a start, or two words": "navorit* OR (kalu zofibel)",
}
"""What is asked → the wording. Rare words, as names of brands are; the posts that say them are spread over all of time."""


def run() -> list[Figure]:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    brand = fill("past", POSTS, now)
    _name_some(brand)
    analyse()
    scanned = _scanned(brand, now)
    start, at = time.process_time(), now
    for _ in range(3):
        at += SETTLED
        while extend(at).more:
            pass
    built = time.process_time() - start
    size = WordBlock.objects.aggregate(size=Sum(Length("body")))["size"]
    return [
        *(_asked(brand, case, query, scanned, now) for case, query in ASKED.items()),
        Figure("the same by reading every post, from 20,000", round(scanned, 1), "CPU-s"),
        Figure(f"index of {POSTS:,} posts, {WordBlock.objects.count()} blocks", round(size / 1e6), "MB"),
        Figure("its building, by its job", round(built / POSTS * 1e6), "µs of CPU a post"),
    ]


def _name_some(brand: Brand) -> None:
    ids = list(Post.objects.filter(brand=brand, direction="in").order_by("pk").values_list("pk", flat=True))
    for number, pk in enumerate(ids[:: len(ids) // RARE][:RARE]):
        text = ("Kalu Navoritex en retard", "navoritex promo", "un kalu navoritex, enfin")[number % 3]
        Post.objects.filter(pk=pk).update(text=text)


def _watch(brand: Brand, query: str, at: datetime) -> Watch:
    return save_watch(brand, name=query, query=query, role="topic", by=None, at=at)


def _scanned(brand: Brand, at: datetime) -> float:
    """CPU seconds to read POSTS one by one, from the first stretch of the job before anything is indexed."""
    watch = _watch(brand, "navoritexe", at)
    return cpu(lambda: match_back(watch.pk, at), times=1) * POSTS / STRETCH


def _asked(brand: Brand, case: str, query: str, scanned: float, at: datetime) -> Figure:
    spent: list[float] = []
    for turn in range(3):
        watch = _watch(brand, f"{query} -{'x' * (turn + 3)}", at)
        start = time.process_time()
        while match_back(watch.pk, at):
            pass
        spent.append(time.process_time() - start)
    found = Hit.objects.filter(watch=watch).count()
    value = statistics.median(spent)
    name = f"{case}: {found} hits stored"
    return Figure(name, round(value, 3), "CPU-s", scanned / value, "reading every post", f"≤ {AIM:.0f}", value <= AIM)
