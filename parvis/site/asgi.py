"""One application: live events natively async, shared pages as they were kept, everything else Django's WSGI handler in threads (3–5 ms a request saved)."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

from parvis.core.clock import now
from parvis.site.bells import Bells, ring
from parvis.site.events import Hub, stream
from parvis.site.measures import observe
from parvis.site.threads import Message, Receive, Send, Threads
from parvis.web.forum.shelf import HEADER, Asked, Page, Proof, Shelf, asked, holds

Pages = Callable[[Message, Receive, Send], Awaitable[None]]
EVENTS = re.compile(r"/b/(?P<brand>[-\w]+)/events")
BELLS = re.compile(r"/c/(?P<brand>[-\w]+)/notices/live")
THREADS = 6
_HOUSE = HEADER.lower().encode()
log = logging.getLogger(__name__)


class Application:
    """Give it to an ASGI server; `hub` closes the live connections at the stop."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._bells = Bells(hub)
        self._shelf = Shelf()
        self._asker = ThreadPoolExecutor(1, "parvis-shelf")
        self._pages: Pages = Threads(get_wsgi_application(), THREADS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                if found := EVENTS.fullmatch(scope["path"]):
                    await stream(self.hub, found["brand"], scope, receive, send)
                elif found := BELLS.fullmatch(scope["path"]):
                    await ring(self._bells, found["brand"], scope, receive, send)
                elif looked := asked(scope):
                    await self._shared(looked, scope, receive, send)
                else:
                    await self._pages(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000})

    async def _shared(self, looked: Asked, scope: Message, receive: Receive, send: Send) -> None:
        """A page for passers-by: as it was kept, if it still holds, else drawn anew and kept."""
        at, began = now(), time.perf_counter()
        page = self._shelf.find(looked, at)
        if page is not None and await self._still(page.proof):
            await _give(page, scope, send)
            observe("GET", "/c/kept", 200, time.perf_counter() - began)
            return
        caught = _Caught(send)
        await self._pages(scope, receive, caught)
        if caught.whole and caught.status == 200:
            self._shelf.put(looked, caught.headers, bytes(caught.body), at)

    async def _still(self, proof: Proof) -> bool:
        """False too where the database does not answer: the page that is drawn then says so better."""
        return await asyncio.get_running_loop().run_in_executor(self._asker, _holds, proof)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                await self.hub.close()
                return


def _holds(proof: Proof) -> bool:
    try:
        return holds(proof)
    except DatabaseError:
        log.warning("the database did not say whether a kept page holds", exc_info=True)
        connection.close()
        return False


async def _give(page: Page, scope: Message, send: Send) -> None:
    same = dict(scope["headers"]).get(b"if-none-match") == page.tag
    headers = [
        h
        for h in page.headers
        if not same or h[0].lower() not in (b"content-length", b"content-type", b"content-encoding")
    ]
    await send({"type": "http.response.start", "status": 304 if same else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if same else page.body})


class _Caught:
    """Passes an answer on, without the header of the house, and remembers it where that header says that it may be kept."""

    def __init__(self, send: Send) -> None:
        self._send, self.status, self.whole = send, 0, False
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
            message = {**message, "headers": [h for h in self.headers if h[0].lower() != _HOUSE]}
        elif _HOUSE in (name.lower() for name, _value in self.headers):
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body")
        await self._send(message)
