"""What a page costs a signed-in community manager, on a brand of 10,000, 100,000 and 1,000,000 posts.

Through the whole house: middleware, session, door, view, template. CPU of this process, and on PostgreSQL that of its
server process too; warm; the median of fifteen.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from bench.figures import Figure
from bench.filler import analyse, fill
from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board
from parvis.boards.models import Board
from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Brand, Seat
from parvis.engagement.models import Case
from parvis.listening.models import Watch
from parvis.people.models import Identity

NEEDS_DATABASE = True
SIZES = "10000,100000,1000000"
REPEATS, WARM = 15, 3
GROWTH = 1.3
INBOX_MS = 12.0
CEILINGS = {"inbox": INBOX_MS}
"""CPU ms that a screen may cost, where the house promised a figure."""


@dataclass(frozen=True, slots=True)
class Cost:
    ms: float
    queries: int


def run() -> list[Figure]:
    """Each screen at each size; the aims are judged at the largest, against the smallest."""
    sizes = sorted(int(size) for size in os.environ.get("PARVIS_BENCH_SIZES", SIZES).split(","))
    costs: dict[str, dict[int, Cost]] = {}
    for size in sizes:
        brand = fill(f"bench-{size}", size, datetime.now(UTC))
        analyse()
        for name, address in addresses(brand).items():
            costs.setdefault(name, {})[size] = cost_of(brand, address)
    return [figure for name, by_size in costs.items() for figure in _figures(name, by_size)]


def addresses(brand: Brand) -> dict[str, str]:
    """Of the screens that this house has: each with the heaviest thing of its kind to show."""
    of = {"brand": brand}
    longest = Case.objects.filter(**of, state="open").order_by("-thread__last_seq", "-pk")[0].pk
    top = Identity.objects.filter(**of).order_by("pk").values_list("person_id", flat=True)[0]
    wanted: dict[str, tuple[str, dict[str, int], str]] = {
        "inbox": ("inbox", {}, ""),
        "inbox, closed": ("inbox", {}, "?view=closed"),
        "case": ("case", {"case": longest}, ""),
        "thread": ("thread", {"id": Thread.objects.filter(**of).order_by("-last_seq", "-pk")[0].pk}, ""),
        "posts": ("posts", {}, ""),
        "posts, at depth": ("posts", {}, _halfway(brand)),
        "posts, filtered": ("posts", {}, "?mood=negative"),
        "posts that say the same": ("post_echoes", {"id": Post.objects.filter(**of).order_by("-pk")[0].pk}, ""),
        "people": ("people", {}, ""),
        "person": ("person", {"id": top}, ""),
        "places": ("places", {}, ""),
        "explorations": ("explorations", {}, ""),
        "watches": ("watches", {}, ""),
        "alerts": ("alerts", {}, ""),
        "crises": ("crises", {}, ""),
        "trends": ("trends", {}, ""),
        "trends, 90 days": ("trends", {}, "?period=90d"),
        "watch": ("watch", {"id": Watch.objects.filter(**of).order_by("pk")[0].pk}, ""),
        "board": ("board", {"id": board_of(brand).pk}, ""),
    }
    return {
        name: found + query for name, (route, keys, query) in wanted.items() if (found := _address(route, brand, keys))
    }


def board_of(brand: Brand) -> Board:
    """Four columns: two watches, two places."""
    found = Board.objects.filter(brand=brand).first()
    if found is not None:
        return found
    seat, at = Seat.objects.filter(brand=brand).select_related("brand", "account").order_by("pk")[0], datetime.now(UTC)
    made = make_board(seat, BoardForm("Bench"), at=at)
    sources = [Source(watch=one) for one in Watch.objects.filter(brand=brand).order_by("pk")[:2]]
    sources += [Source(place=one) for one in Place.objects.filter(brand=brand, visibility="public").order_by("pk")[:2]]
    for source in sources:
        add_column(made, source, by=seat.account, at=at)
    return made


def _address(route: str, brand: Brand, keys: dict[str, int]) -> str:
    try:
        return reverse(route, kwargs={"brand": brand.slug, **keys})
    except NoReverseMatch:
        return ""


def cost_of(brand: Brand, address: str) -> Cost:
    """One page, warm. Raises AssertionError when it is not a page."""
    client = Client()
    account = get_user_model().objects.get(email=f"1@{brand.slug}.example")
    client.force_login(account)

    def ask() -> None:
        answer = client.get(address, headers={"host": "127.0.0.1"})
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    for _ in range(WARM):
        ask()
    with CaptureQueriesContext(connection) as seen:
        ask()
    queries = len(seen)  # now: the log begins anew at the next request
    return Cost(statistics.median(_spent(ask) for _ in range(REPEATS)) * 1000, queries)


def _spent(work: Callable[[], object]) -> float:
    """CPU seconds, here and in the server process of this connection."""
    served, start = _served(), time.process_time()
    work()
    return time.process_time() - start + _served() - served


def _served() -> float:
    """CPU seconds that PostgreSQL spent for this connection, as Linux counts them; 0 where nobody counts."""
    if connection.vendor != "postgresql":
        return 0.0
    held = connection.connection
    counted = Path(f"/proc/{held.info.backend_pid}/schedstat") if held else Path("/nowhere")
    return int(counted.read_text().split()[0]) / 1e9 if counted.exists() else 0.0


def _figures(name: str, costs: dict[int, Cost]) -> list[Figure]:
    smallest, largest = min(costs), max(costs)
    base = costs[smallest]
    made = [_figure(name, size, costs[size], base, smallest, judged=size == largest != smallest) for size in costs]
    queries = {cost.queries for cost in costs.values()}
    return [*made, Figure(f"{name}: queries", costs[largest].queries, "queries", aim="constant", ok=len(queries) == 1)]


def _figure(name: str, size: int, cost: Cost, base: Cost, smallest: int, *, judged: bool) -> Figure:
    ratio = cost.ms / base.ms
    aims, kept = [], []
    if judged:
        aims.append(f"≤ {GROWTH} ×")
        kept.append(ratio <= GROWTH)
    if ceiling := CEILINGS.get(name):
        aims.append(f"≤ {ceiling:g} ms")
        kept.append(cost.ms <= ceiling)
    against = f"{smallest:,} posts" if size != smallest else ""
    return Figure(
        f"{name}, {size:,} posts", cost.ms, "CPU ms", ratio if against else None, against, " and ".join(aims),
        all(kept) if aims else None,
    )  # fmt: skip


def _halfway(brand: Brand) -> str:
    """The page of posts in the middle of the history."""
    posts = Post.objects.filter(brand=brand)
    newest = posts.order_by("-at", "-pk").values_list("pk", flat=True)[0]
    post = posts.get(pk=newest - int(brand.slug.rpartition("-")[2]) // 2)
    return f"?after={post.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}_{post.pk}"
