"""A throttled telephone: Chromium with a slow processor on a slow network, and what it was sent and painted.

Chromium delays each answer by the round trip and cuts the flow; it does not delay the opening of a connection, since
nothing is far on loopback: see `HANDSHAKES`.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
SCREEN = ViewportSize(width=390, height=844)
ROUND_TRIP = 0.150
"""Seconds. With the rates below, the slow 4G of Lighthouse; its telephone has a processor a fourth as fast."""
DOWN, UP, SLOWER = 1_600_000 / 8, 750_000 / 8, 4
HANDSHAKES = 2 * ROUND_TRIP
"""What opening a connection costs on that network before the first request leaves: one trip for TCP, one for TLS 1.3."""
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "fonts", "Image": "images"}
PATIENCE = 30_000
PAINTED = """() => new Promise(done => {
  const seen = {largest: 0, shift: 0};
  new PerformanceObserver(list => { for (const e of list.getEntries()) seen.largest = e.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => {
    const first = performance.getEntriesByName("first-contentful-paint")[0];
    done({...seen, first: first ? first.startTime : 0});
  }, 300);
})"""


@dataclass
class Traffic:
    """What the network events of one page add up to: bytes on the wire, headers included. Streams, which last as long as
    the page, are no part of its weight."""

    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def answered(self, event: dict[str, Any]) -> None:
        if event["type"] not in ("EventSource", "Ping") and not event["response"].get("fromDiskCache"):
            self.kinds[event["requestId"]] = KINDS.get(event["type"], "other")

    def ended(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    @property
    def requests(self) -> int:
        return len(self.kinds)

    def by_kind(self) -> Counter[str]:
        """Bytes of each kind. What did not end counts nothing."""
        total: Counter[str] = Counter()
        for request, kind in self.kinds.items():
            total[kind] += round(self.sizes.get(request, 0))
        return total


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds until something, and the largest thing, was painted; how much moved (0 = nothing); what it was sent."""

    first: float
    largest: float
    shift: float
    sent: Counter[str]
    requests: int

    @property
    def weight(self) -> int:
        return self.sent.total()


@contextmanager
def telephone() -> Iterator[Browser]:
    """Raises FileNotFoundError where Chromium is not installed."""
    if CHROMIUM is None:
        raise FileNotFoundError("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def visit(browser: Browser, base: str, address: str, cookies: dict[str, str]) -> Visit:
    """One page with nothing in the cache. Raises RuntimeError when it is not a page."""
    context = browser.new_context(
        base_url=base, viewport=SCREEN, device_scale_factor=2, is_mobile=True, has_touch=True, locale="fr-FR"
    )
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    page = context.new_page()
    page.goto("/favicon.svg")  # the process of the page is started before, as on a telephone that is in use
    line = context.new_cdp_session(page)
    traffic = _slowed(line)
    answer = page.goto(address, wait_until="load")
    if answer is None or not answer.ok or page.url != base + address:
        raise RuntimeError(f"{address}: {answer.status if answer else 'nothing'} at {page.url}")
    seen = page.evaluate(PAINTED)
    _leave(page)
    context.close()
    return Visit(seen["first"] / 1000, seen["largest"] / 1000, seen["shift"], traffic.by_kind(), traffic.requests)


def _slowed(line: CDPSession) -> Traffic:
    traffic = Traffic()
    line.on("Network.responseReceived", traffic.answered)
    line.on("Network.loadingFinished", traffic.ended)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP * 1000, "downloadThroughput": DOWN, "uploadThroughput": UP},
    )
    return traffic


def _leave(page: Page) -> None:
    page.goto("about:blank")  # closes the stream of events
