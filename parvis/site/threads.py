"""Django's WSGI handler in threads, under an ASGI server: a page goes there once, and comes back whole.

A page that is written while it is sent (a table, a file) leaves the thread piece by piece, each when the one before is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, cast

from a2wsgi.wsgi import Body, build_environ

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WHOLE = 65_536
"""Bytes of a request that is read before a thread is asked for; what is longer is read by the thread as it comes."""


class Threads:
    """`app`: what answers requests as WSGI has it. `workers`: how many at once; the others wait."""

    def __init__(self, app: Callable[..., Iterable[bytes]], workers: int) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(workers, "parvis-page")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        brought = await _brought(scope, receive, loop)
        if brought is None:
            return
        environ = build_environ(cast(Any, scope), cast(Any, brought))
        start, body = await loop.run_in_executor(self._threads, self._answer, environ, send, loop)
        if body is not None:
            await send(start)
            await send({"type": "http.response.body", "body": body})

    def _answer(self, environ: Any, send: Send, loop: asyncio.AbstractEventLoop) -> tuple[Message, bytes | None]:
        """In a thread: how the answer starts, and its body; None = it was sent from here."""
        start: Message = {}

        def starts(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            start.update(type="http.response.start", status=int(status[:3]), headers=_bytes(headers))

        answer = self._app(environ, starts)
        try:
            if not getattr(answer, "streaming", False):
                return start, b"".join(answer)
            _now(send, start, loop)
            for piece in answer:
                _now(send, {"type": "http.response.body", "body": piece, "more_body": True}, loop)
            _now(send, {"type": "http.response.body", "body": b""}, loop)
            return start, None
        finally:
            getattr(answer, "close", lambda: None)()


async def _brought(scope: Message, receive: Receive, loop: asyncio.AbstractEventLoop) -> BytesIO | Body | None:
    """What the request brings, to be read; None = its sender has gone. Without a length, Django reads nothing."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    if not length.isdigit() or int(length) == 0:
        return BytesIO()
    if int(length) > WHOLE:
        return Body(loop, cast(Any, _coroutine(receive)))
    read = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        read += message.get("body", b"")
        if not message.get("more_body") or len(read) >= int(length):
            return BytesIO(read)


def _bytes(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1").lower(), value.encode("latin-1")) for name, value in headers]


def _now(send: Send, message: Message, loop: asyncio.AbstractEventLoop) -> None:
    """Send from a thread, and wait until it is taken."""

    async def sending() -> None:
        await send(message)

    asyncio.run_coroutine_threadsafe(sending(), loop).result()


def _coroutine(receive: Receive) -> Receive:
    """granian's `receive` gives an awaitable that is no coroutine; a2wsgi reads request bodies through a coroutine only."""

    async def receiving() -> Message:
        return await receive()

    return receiving
