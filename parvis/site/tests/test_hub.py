"""Who gets which event, without a server: the hub and one stream, driven by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from parvis.site import events
from parvis.site.events import Hub, News, Tempo, stream
from parvis.site.listeners import SignedOut

QUICK = Tempo(poll=0.01, heartbeat=0.05, recheck=0.0)
CASE = News(7, 1, "case", "case:42")


class Table:
    """Stands for the rows of Event, and for who is signed in."""

    def __init__(self) -> None:
        self.rows: list[News] = []
        self.signed_in = True

    def after(self, last: int, seen: frozenset[int]) -> list[News]:
        return [n for n in self.rows if n.id > last - events.OVERLAP and n.id not in seen]

    def brand_of(self, cookies: str, slug: str) -> int:
        if not self.signed_in:
            raise SignedOut
        return 1


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    table = Table()
    monkeypatch.setattr(
        events, "_newest", lambda: (max((n.id for n in table.rows), default=0), {n.id for n in table.rows})
    )
    monkeypatch.setattr(events, "_after", table.after)
    monkeypatch.setattr(events, "_since", lambda _brand, last: [n for n in table.rows if n.id > last])
    monkeypatch.setattr(events, "brand_of", table.brand_of)
    return table


def play(scene: Callable[[Hub], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        hub = Hub(QUICK)
        try:
            await asyncio.wait_for(scene(hub), 5)
        finally:
            await hub.close()

    with ThreadPoolExecutor(1) as thread:  # whatever loop this process has in its main thread: Playwright leaves one
        thread.submit(lambda: asyncio.run(whole())).result()


def test_an_event_goes_to_its_brand_only(table: Table) -> None:
    async def scene(hub: Hub) -> None:
        ours, _ = await hub.join(1, None)
        theirs, _ = await hub.join(2, None)
        table.rows.append(CASE)
        assert await ours.get() == CASE
        assert theirs.empty()

    play(scene)


def test_an_id_that_was_committed_late_is_told_once(table: Table) -> None:
    async def scene(hub: Hub) -> None:
        ours, _ = await hub.join(1, None)
        late = News(6, 1, "post", "post:1")
        table.rows.append(CASE)
        assert await ours.get() == CASE
        table.rows.append(late)
        assert await ours.get() == late
        await asyncio.sleep(0.1)
        assert ours.empty()

    play(scene)


def test_who_does_not_keep_up_is_cut(table: Table) -> None:
    async def scene(hub: Hub) -> None:
        slow, _ = await hub.join(1, None)
        table.rows.extend(News(n, 1, "post", str(n)) for n in range(1, events.QUEUE + 5))
        while await slow.get() is not None:
            pass

    play(scene)


def test_nobody_listening_means_nobody_reads(table: Table) -> None:
    async def scene(hub: Hub) -> None:
        ours, _ = await hub.join(1, None)
        hub.leave(1, ours)
        assert hub._reader is not None
        await hub._reader
        table.rows.append(CASE)
        again, missed = await hub.join(1, 6)
        assert missed == [CASE]
        assert again.empty()

    play(scene)


def test_a_silent_stream_shows_that_it_lives_and_ends_with_the_session(table: Table) -> None:
    async def scene(hub: Hub) -> None:
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)
            if b"still here" in message.get("body", b""):
                table.signed_in = False

        await stream(hub, "parvis", {"method": "GET", "headers": []}, _never, send)
        assert sent[0]["status"] == 200
        assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}

    play(scene)


def test_the_stop_ends_every_stream_at_once_and_opens_no_other(table: Table) -> None:
    async def scene(hub: Hub) -> None:
        statuses: list[int] = []

        async def send(message: Any) -> None:
            if "status" in message:
                statuses.append(message["status"])

        scope = {"method": "GET", "headers": []}
        running = asyncio.create_task(stream(hub, "parvis", scope, _never, send))
        while not statuses:
            await asyncio.sleep(0.01)
        await hub.close()
        await asyncio.wait_for(running, 2)
        await stream(hub, "parvis", scope, _never, send)
        assert statuses == [200, 503]

    play(scene)


def test_a_frame_cannot_be_broken_by_its_content() -> None:
    assert News(1, 1, "case", "a\n\nevent: forged\r").frame() == b"id: 1\nevent: case\ndata: a  event: forged \n\n"


async def _never() -> dict[str, Any]:
    await asyncio.Event().wait()
    return {}
