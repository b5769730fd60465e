"""Live events (SSE) at /b/<brand>/events: one reader of the table per process, while somebody listens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DatabaseError, close_old_connections, connection

from parvis.core.models import Event
from parvis.site.listeners import Ear, NoSeat, SignedOut, brand_of, hears

log = logging.getLogger(__name__)
T = TypeVar("T")
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tempo:
    """In seconds: between two reads of the table, between two signs of life, between two checks of the seat."""

    poll: float = 0.7
    heartbeat: float = 20.0
    recheck: float = 180.0


@dataclass(frozen=True, slots=True)
class News:
    """One event, as it travels."""

    id: int
    brand_id: int
    topic: str
    ref: str

    def frame(self) -> bytes:
        """`event` = topic, `data` = ref: EventSource and htmx listen to the topic by name."""
        topic, ref = (_one_line(text) for text in (self.topic, self.ref))
        return f"id: {self.id}\nevent: {topic}\ndata: {ref}\n\n".encode()


Listener = asyncio.Queue[News | None]
"""None ends the stream."""
GUARDS = [
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
]
QUEUE = 200
REPLAY = 500
OVERLAP = 500
"""PostgreSQL gives ids out before they are committed: as many ids before the last seen are read again each time."""


class Stopping(Exception):
    """The process ends: nothing is read any more."""


class Hub:
    """Hands each new event to the listeners of its brand."""

    def __init__(self, tempo: Tempo | None = None) -> None:
        self.tempo = tempo or Tempo()
        self.closing = False
        self._listeners: dict[int, set[Listener]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="events")
        self._last = 0
        self._seen: set[int] = set()

    async def read(self, function: Callable[..., T], *args: Any) -> T:
        """Call `function`, which reads the database, in the hub's own thread. Raises Stopping."""
        if self.closing:
            raise Stopping
        return await asyncio.get_running_loop().run_in_executor(self._thread, _with_fresh_connection, function, args)

    async def join(self, brand_id: int, last_id: int | None) -> tuple[Listener, list[News]]:
        """A queue of what comes, and what came after `last_id` (None = nothing)."""
        async with self._starting:
            if self._reader is None or self._reader.done():
                self._last, self._seen = await self.read(_newest)
                self._reader = asyncio.create_task(self._read_on())
        listener: Listener = asyncio.Queue(QUEUE)
        self._listeners[brand_id].add(listener)  # before the replay: rather twice than never
        return listener, await self.read(_since, brand_id, last_id) if last_id is not None else []

    def leave(self, brand_id: int, listener: Listener) -> None:
        self._listeners[brand_id].discard(listener)
        if not self._listeners[brand_id]:
            del self._listeners[brand_id]

    async def close(self) -> None:
        """End every stream, now."""
        self.closing = True
        for listener in [one for those in self._listeners.values() for one in those]:
            _end(listener)
        if self._reader is not None:
            self._reader.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _read_on(self) -> None:
        while self._listeners:
            await asyncio.sleep(self.tempo.poll)
            try:
                fresh = await self.read(_after, self._last, frozenset(self._seen))
            except DatabaseError:
                log.exception("events were not read")
                continue
            for news in fresh:
                self._seen.add(news.id)
                self._last = max(self._last, news.id)
                for listener in list(self._listeners.get(news.brand_id, ())):
                    self._hand(news, listener)
            self._seen = {one for one in self._seen if one > self._last - OVERLAP}

    def _hand(self, news: News, listener: Listener) -> None:
        try:
            listener.put_nowait(news)
        except asyncio.QueueFull:
            _end(listener)  # too slow: it comes back with Last-Event-ID and is given what it missed


async def stream(hub: Hub, slug: str, scope: Message, receive: Receive, send: Send) -> None:
    """One GET: 401 signed out, 404 no seat, 405 not a GET, 503 stopping; else events until either side leaves."""
    headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
    cookies = headers.get("cookie", "")
    if scope["method"] != "GET" or hub.closing:
        await refuse(send, 503 if hub.closing else 405)
        return
    try:
        ear = await hub.read(brand_of, cookies, slug)
        brand_id = ear.brand_id
        listener, missed = await hub.join(brand_id, _number(headers.get("last-event-id", "")))
    except Stopping:
        await refuse(send, 503)
        return
    except SignedOut:
        await refuse(send, 401)
        return
    except NoSeat:
        await refuse(send, 404)
        return
    gone = asyncio.create_task(_until_gone(receive, listener))
    try:
        await open_stream(send, [news for news in missed if await _for(hub, ear, news)])
        await _talk(hub, listener, send, lambda: hub.read(brand_of, cookies, slug), ear)
    except OSError:
        log.debug("a listener went away")
    finally:
        gone.cancel()
        hub.leave(brand_id, listener)


async def _for(hub: Hub, ear: Ear, news: News) -> bool:
    """One more query for each event, for listeners of limited sight only."""
    return not ear.limited or await hub.read(hears, ear, news.ref)


async def _talk(
    hub: Hub, listener: Listener, send: Send, still_allowed: Callable[[], Awaitable[Ear]], ear: Ear
) -> None:
    loop = asyncio.get_running_loop()
    checked = loop.time()
    while True:
        try:
            news = await asyncio.wait_for(listener.get(), hub.tempo.heartbeat)
            if news is None:
                break
            body = news.frame() if await _for(hub, ear, news) else b": still here\n\n"
        except TimeoutError:
            body = b": still here\n\n"
        if loop.time() - checked > hub.tempo.recheck:
            try:
                ear = await still_allowed()
            except (SignedOut, NoSeat, Stopping):
                break
            checked = loop.time()
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def open_stream(send: Send, missed: list[News]) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        *GUARDS,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    body = b"retry: 2000\n\n" + b"".join(news.frame() for news in missed)
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store"), *GUARDS]})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    _end(listener)


def _end(listener: Listener) -> None:
    """Whatever still waits in the queue gives way to the end."""
    with contextlib.suppress(asyncio.QueueEmpty):
        while True:
            listener.get_nowait()
    listener.put_nowait(None)


def _newest() -> tuple[int, set[int]]:
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return last, set(Event.objects.filter(pk__gt=last - OVERLAP).values_list("pk", flat=True))


def _after(last: int, seen: frozenset[int]) -> list[News]:
    # SQLite has one writer: its ids are committed in order, and nothing has to be read twice.
    since = last - OVERLAP if connection.vendor == "postgresql" else last
    rows = Event.objects.filter(pk__gt=since).order_by("pk").values_list("pk", "brand_id", "topic", "ref")
    return [News(*row) for row in rows if row[0] not in seen]


def _since(brand_id: int, last_id: int) -> list[News]:
    rows = Event.objects.filter(brand_id=brand_id, pk__gt=last_id).order_by("pk")[:REPLAY]
    return [News(*row) for row in rows.values_list("pk", "brand_id", "topic", "ref")]


def _with_fresh_connection(function: Callable[..., T], args: tuple[Any, ...]) -> T:
    close_old_connections()
    return function(*args)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
