"""What a telephone waits for: the first paint of every screen on a slow network with a slow processor, and its weight.

The demo brand, the real server (`parvis run`, so with its compression and headers), nothing in the cache, the owner's session.
Each screen is visited several times and its best visit counts: what is slower was the machine's other work.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings
from playwright.sync_api import Browser

from bench.doors import Door, House, open_house
from bench.figures import Figure
from bench.phone import CHROMIUM, HANDSHAKES, Visit, telephone, visit
from bench.start import PARVIS, PATIENCE, ROOT, environment
from parvis.core.models import Brand
from parvis.demo import load

NEEDS_DATABASE = True
ROUNDS = 3
KILOBYTES, SECONDS, SHIFT = 70.0, 1.0, 0.05
BARE = Door("a bare answer", "/health", signed_in=False)
"""One request, a few bytes, no style: the floor that the network and the browser set."""


def run() -> list[Figure]:
    """Every screen against the bare answer; without Chromium one line that says so."""
    if CHROMIUM is None:
        return [Figure("skipped: Chromium is not installed (Debian: apt install chromium)", 0, "screens")]
    at = datetime.now(UTC)
    load.load(at)
    house = open_house(Brand.objects.get(slug=load.SLUG), at)
    rounds = int(os.environ.get("PARVIS_BENCH_ROUNDS", ROUNDS))
    with serving() as base, telephone() as browser:
        walks = [walk(browser, base, house) for _ in range(rounds)]
    found = {door: best([walked[door] for walked in walks]) for door in walks[0]}
    bare = found.pop(BARE)
    figures = [figure(BARE, bare, None)]
    return figures + [figure(door, seen, bare) for door, seen in sorted(found.items(), key=lambda one: -one[1].first)]


def walk(browser: Browser, base: str, house: House) -> dict[Door, Visit]:
    """Every screen once. The visits of one screen are minutes apart, so that no busy moment spoils all of them."""
    session = {settings.SESSION_COOKIE_NAME: house.cookie}
    return {
        door: visit(browser, base, door.address, {"parvis_language": "fr"} | (session if door.signed_in else {}))
        for door in [BARE, *house.doors]
    }


def best(visits: list[Visit]) -> Visit:
    """The one with the earliest paint; what moved in any of them counts."""
    quickest = min(visits, key=lambda one: one.first)
    return replace(quickest, shift=max(one.shift for one in visits))


def figure(door: Door, seen: Visit, bare: Visit | None) -> Figure:
    """Without a bare answer to compare with it is that itself, which has no aim."""
    ok = seen.first <= SECONDS and seen.weight / 1000 <= KILOBYTES and seen.shift <= SHIFT
    beside = {
        "largest, s": seen.largest,
        "connected too, s": seen.first + HANDSHAKES,
        "shift": seen.shift,
        "kB": seen.weight / 1000,
        **{f"{kind} kB": seen.sent[kind] / 1000 for kind in ("html", "css", "js", "fonts", "images", "other")},
        "requests": float(seen.requests),
    }
    if bare is None:
        return Figure(door.name, seen.first, "s", beside=beside)
    aim = f"≤ {SECONDS:g} s, {KILOBYTES:g} kB, {SHIFT:g} moved"
    return Figure(door.name, seen.first, "s", seen.first / bare.first, BARE.name, aim, ok, beside)


@contextmanager
def serving() -> Iterator[str]:
    """A `parvis run` in the data folder of this process: its address."""
    command = [*PARVIS, "run", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)), None)
        if found is None:
            raise RuntimeError("parvis run ended before it served")
        yield found[0]
    finally:
        process.terminate()
        process.wait(PATIENCE)
