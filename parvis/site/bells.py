"""Live bells at /c/<slug>/notices/live: a member's open page hears that something was told to it, never what.

One look at the table for each event and process, whoever listens; a reader costs its connection and a flag, no queue.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import MutableMapping
from typing import Any

from django.db import DatabaseError

from parvis.community.actions.notices import TOLD
from parvis.community.queries.notices import live_for
from parvis.site.events import Hub, News, Receive, Send, Stopping, open_stream, refuse
from parvis.site.listeners import Listening, NoSeat, SignedOut, member_of

log = logging.getLogger(__name__)
MOST = 12
"""Open pages of one member that are rung; one more is refused."""
RING, ALIVE = b"event: notice\ndata:\n\n", b": still here\n\n"


class Bell:
    """An open page. `rung`: something came, or it is over."""

    __slots__ = ("over", "rung")

    def __init__(self) -> None:
        self.rung, self.over = asyncio.Event(), False

    def end(self) -> None:
        self.over = True
        self.rung.set()


class Bells:
    """Who listens, by brand and member; for each brand one ear at the hub, as long as anybody does."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._open: dict[int, dict[int, set[Bell]]] = defaultdict(dict)
        self._ears: dict[int, asyncio.Task[None]] = {}

    def join(self, who: Listening) -> Bell | None:
        """None: too many pages of this member are open."""
        bells = self._open[who.brand_id].setdefault(who.member_id, set())
        if len(bells) >= MOST:
            return None
        bell = Bell()
        bells.add(bell)
        if who.brand_id not in self._ears or self._ears[who.brand_id].done():
            self._ears[who.brand_id] = asyncio.create_task(self._hear(who.brand_id))
        return bell

    def leave(self, who: Listening, bell: Bell) -> None:
        brand = self._open[who.brand_id]
        brand[who.member_id].discard(bell)
        if not brand[who.member_id]:
            del brand[who.member_id]
        if not brand:
            del self._open[who.brand_id]
            self._ears.pop(who.brand_id).cancel()

    async def _hear(self, brand_id: int) -> None:
        """Until nobody listens, or the process ends. An ear that was too slow for the hub comes back."""
        while not self.hub.closing:
            try:
                listener, _missed = await self.hub.join(brand_id, None)
            except Stopping:
                break
            try:
                while (news := await listener.get()) is not None:
                    await self._ring(brand_id, news)
            finally:
                self.hub.leave(brand_id, listener)
        for bells in list(self._open.get(brand_id, {}).values()):
            for bell in bells:
                bell.end()

    async def _ring(self, brand_id: int, news: News) -> None:
        number = news.ref.removeprefix("post:")
        if news.topic != TOLD or not number.isdigit():
            return
        try:
            told = await self.hub.read(live_for, int(number), list(self._open[brand_id]))
        except (DatabaseError, Stopping):
            log.warning("bells were not rung", exc_info=True)
            return
        for member in told:
            for bell in self._open[brand_id].get(member, ()):
                bell.rung.set()


async def ring(bells: Bells, slug: str, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """One GET: 401 signed out, 404 no member, 405 not a GET, 429 too many pages, 503 stopping; else rings until either side leaves."""
    hub = bells.hub
    if scope["method"] != "GET" or hub.closing:
        await refuse(send, 503 if hub.closing else 405)
        return
    cookies = next((value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"), "")
    try:
        who = await hub.read(member_of, cookies, slug)
    except Stopping:
        await refuse(send, 503)
        return
    except (SignedOut, NoSeat) as why:
        await refuse(send, 401 if isinstance(why, SignedOut) else 404)
        return
    bell = bells.join(who)
    if bell is None:
        await refuse(send, 429)
        return
    gone = asyncio.create_task(_until_gone(receive, bell))
    try:
        await open_stream(send, [])
        await _talk(hub, bell, send, cookies, slug)
    except OSError:
        log.debug("a bell went away")
    finally:
        gone.cancel()
        bells.leave(who, bell)


async def _talk(hub: Hub, bell: Bell, send: Send, cookies: str, slug: str) -> None:
    """Whether they are still a member is asked from time to time."""
    loop = asyncio.get_running_loop()
    checked = loop.time()
    while True:
        try:
            async with asyncio.timeout(hub.tempo.heartbeat):
                await bell.rung.wait()
            body = RING
        except TimeoutError:
            body = ALIVE
        bell.rung.clear()
        if bell.over:
            break
        if loop.time() - checked > hub.tempo.recheck:
            try:
                await hub.read(member_of, cookies, slug)
            except (SignedOut, NoSeat, Stopping):
                break
            checked = loop.time()
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, bell: Bell) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    bell.end()
