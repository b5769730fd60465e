"""Whose bell rings, without a server: bells and one stream, driven by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from parvis.site import bells as site
from parvis.site import events
from parvis.site.bells import ALIVE, MOST, RING, Bells, ring
from parvis.site.events import Hub, News, Tempo
from parvis.site.listeners import Listening, NoSeat, SignedOut

QUICK = Tempo(poll=0.01, heartbeat=0.05, recheck=0.0)


def in_a_loop(steps: Coroutine[Any, Any, None]) -> None:
    """A loop of its own, in a thread of its own: browser tests leave one running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, steps).result()


class House:
    """Stands for the rows of Event, for who is who and for who was told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[News] = []
        self.members = {"lea": 1, "tom": 2}
        self.told = {7: {1}}
        monkeypatch.setattr(events, "_newest", lambda: (0, set()))
        monkeypatch.setattr(events, "_after", lambda last, seen: [n for n in self.rows if n.id not in seen])
        monkeypatch.setattr(site, "live_for", lambda post, members: self.told.get(post, set()) & set(members))
        monkeypatch.setattr(site, "member_of", self.member_of)

    def member_of(self, cookies: str, slug: str) -> Listening:
        if not cookies:
            raise SignedOut
        if cookies not in self.members:
            raise NoSeat
        return Listening(1, self.members[cookies])


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    return House(monkeypatch)


class Page:
    """An open page: what it was sent; it leaves when told to."""

    def __init__(self, bells: Bells, cookies: str) -> None:
        self.sent: list[dict[str, Any]] = []
        self._left = asyncio.Event()
        scope = {"method": "GET", "headers": [(b"cookie", cookies.encode())]}
        self.task = asyncio.create_task(ring(bells, "place", scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(dict(message))

    def bodies(self) -> list[bytes]:
        return [one["body"] for one in self.sent if one["type"] == "http.response.body"]

    async def until(self, body: bytes) -> None:
        async with asyncio.timeout(3):
            while body not in self.bodies():
                await asyncio.sleep(0.005)

    async def leave(self) -> None:
        self._left.set()
        await self.task


def test_only_who_was_told_is_rung_and_who_leaves_is_forgotten(house: House) -> None:
    async def drive() -> None:
        hub = Hub(QUICK)
        bells = Bells(hub)
        lea, tom = Page(bells, "lea"), Page(bells, "tom")
        await lea.until(ALIVE)
        await tom.until(ALIVE)
        house.rows += [News(8, 1, "topic", "3"), News(9, 1, "told", "post:7")]
        await lea.until(RING)
        assert RING not in tom.bodies()
        del house.members["tom"]
        async with asyncio.timeout(3):
            await tom.task
        await lea.leave()
        assert not bells._open
        assert not bells._ears
        await hub.close()

    in_a_loop(drive())


def test_the_door_is_shut_to_passers_by_strangers_and_too_many_pages(house: House) -> None:
    async def drive() -> None:
        hub = Hub(QUICK)
        bells = Bells(hub)
        pages = [Page(bells, "lea") for _ in range(MOST + 1)]
        refused = [Page(bells, ""), Page(bells, "x"), pages[-1]]
        async with asyncio.timeout(3):
            await asyncio.gather(*(one.task for one in refused))
        assert [one.sent[0]["status"] for one in refused] == [401, 404, 429]
        await pages[0].until(ALIVE)
        await hub.close()
        async with asyncio.timeout(3):
            await asyncio.gather(*(one.task for one in pages))
        assert pages[0].bodies()[-1] == b""

    in_a_loop(drive())
