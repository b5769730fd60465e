"""One application: live events natively async, everything else Django's WSGI handler in threads (3–5 ms a request saved)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from parvis.site.events import Hub, stream

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Pages = Callable[[Message, Receive, Send], Awaitable[None]]
EVENTS = re.compile(r"/b/(?P<brand>[-\w]+)/events")
THREADS = 6


class Application:
    """Give it to an ASGI server; `hub` closes the live connections at the stop."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        # a2wsgi types the standards more narrowly than Django and granian do.
        self._pages = cast(Pages, WSGIMiddleware(cast(Any, get_wsgi_application()), workers=THREADS))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                if found := EVENTS.fullmatch(scope["path"]):
                    await stream(self.hub, found["brand"], scope, receive, send)
                else:
                    await self._pages(scope, _coroutine(receive), send)
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                await self.hub.close()
                return


def _coroutine(receive: Receive) -> Receive:
    """granian's `receive` gives an awaitable that is no coroutine; a2wsgi reads request bodies through a coroutine only."""

    async def receiving() -> Message:
        return await receive()

    return receiving
