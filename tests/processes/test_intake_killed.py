"""The worker that reads the world is killed again and again, in mid-page: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from parvis.connectors.testing.website import website
from tests.processes.house import House, kill, until

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # django_db: runs again on PostgreSQL
FEEDS, ENTRIES = 6, 120
FLOWS = "parvis.flows.tasks"
SET_UP = """
from datetime import timedelta
from parvis.core.models import Brand
from parvis.core.clock import now
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.listening.actions import save_watch
brand = Brand.objects.get()
save_watch(brand, name="tout", query="message", role="topic", by=None, at=now())
for n in range({feeds}):
    address = "{address}/feed" + str(n)
    add_place(brand, NewPlace("feed", "feed", address, address, "Feed " + str(n)), by=None, at=now())
"""
ASK_ALL = """
from parvis.conversations.models import Stream
from parvis.flows.intake import poll_stream
from parvis.core.jobs import enqueue
from parvis.core.clock import now
Stream.objects.update(lease_until=None)
for pk in Stream.objects.filter(succeeded_at=None).values_list("pk", flat=True):
    enqueue(poll_stream, key="poll:" + str(pk), stream_id=pk)
"""
COUNT = """
from parvis.conversations.models import Place, Post, Reading, Stream
from parvis.listening.models import Hit, Watch, WatchHour
answer = dict(
    posts=Post.objects.count(), unique=Post.objects.values("place", "remote_id").distinct().count(),
    readings=Reading.objects.count(), hits=Hit.objects.count(), counted=Watch.objects.get().hit_count,
    hours=sum(WatchHour.objects.values_list("n", flat=True)), kept=sum(Place.objects.values_list("post_count", flat=True)),
    unread=Stream.objects.filter(succeeded_at=None).count(),
)
"""


def feed(number: int) -> str:
    items = "".join(
        f"<item><guid>{number}-{n}</guid><title>message {n}</title><description>Le message {n} du flux {number}.</description>"
        f"<author>a{n % 9}@example.org (A{n % 9})</author><pubDate>Mon, 02 Mar 2026 0{n % 10}:00:00 GMT</pubDate></item>"
        for n in range(ENTRIES)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F{number}</title>{items}</channel></rss>'


def counted(house: House) -> dict[str, Any]:
    told: dict[str, Any] = house.ask(COUNT)
    return told


def test_a_reader_killed_at_any_moment_loses_and_doubles_nothing(house: House) -> None:
    dice = random.Random(11)
    with website() as site:
        for n in range(FEEDS):
            site.put(f"/feed{n}", feed(n), "application/rss+xml")
        house.env["PARVIS_ALLOW_PRIVATE_HOSTS"] = site.host
        house.ask(SET_UP.format(feeds=FEEDS, address=site.address))
        for _ in range(4):
            house.ask(ASK_ALL)
            with house.crew(knowing=FLOWS) as crew:
                time.sleep(2.0 + dice.random() * 2.0)  # starting takes about two seconds
                kill(crew)
        house.ask(ASK_ALL)
        with house.crew(knowing=FLOWS):
            until(lambda: counted(house)["unread"] == 0, seconds=90)
        found = counted(house)
    total = FEEDS * ENTRIES
    assert found == {
        "posts": total, "unique": total, "readings": total, "hits": total, "counted": total, "hours": total,
        "kept": total, "unread": 0,
    }  # fmt: skip
