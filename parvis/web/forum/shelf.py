"""Pages that passers-by share, kept as they left: packed, with their headers, under what they were asked by.

A kept page is given again only while the database says that what it shows has not changed (`Proof`), and for ten minutes at
most: what stands in it without counting as a change, such as a member's new name, is late by no more than that.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.db import connection

from parvis.web.ui.language import COOKIE as LANGUAGE
from parvis.web.ui.theme import COOKIE as THEME

HEADER = "X-Parvis-Kept"
"""By which a view says that its page may be kept, and under which proof. It never leaves the house."""
GOOD_FOR = timedelta(minutes=10)
MOST = 32_000_000
"""Bytes that a process keeps."""
Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a kept page shows: a topic at a version, in a community at a version of its rights."""

    slug: str
    topic: int
    version: int
    rights: int

    def __str__(self) -> str:
        return f"{self.slug} {self.topic} {self.version} {self.rights}"

    @classmethod
    def read(cls, said: str) -> Proof:
        slug, *numbers = said.split(" ")
        topic, version, rights = map(int, numbers)
        return cls(slug, topic, version, rights)


_HOLDS = """
SELECT 1 FROM community_topic t
JOIN community_community c ON c.brand_id = t.brand_id
JOIN core_brand b ON b.id = t.brand_id
WHERE t.thread_id = %s AND t.version = %s AND c.access_version = %s AND b.slug = %s AND t.hidden_at IS NULL AND c.ended_at IS NULL
"""


def holds(proof: Proof) -> bool:
    """One query, of the thread's own connection."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [proof.topic, proof.version, proof.rights, proof.slug])
        return cursor.fetchone() is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """All by which two requests of passers-by may be answered differently."""

    host: bytes
    path: str
    query: bytes
    languages: bytes
    language: str
    theme: str
    packed: bool


def asked(scope: Any) -> Asked | None:
    """None = not a passer-by's look at a page: it is nobody's to keep."""
    if scope["method"] != "GET" or not scope["path"].startswith("/c/"):
        return None
    told = dict(scope["headers"])
    cookies = _cookies(told.get(b"cookie", b""))
    if cookies is None or settings.SESSION_COOKIE_NAME in cookies:
        return None
    return Asked(
        told.get(b"host", b""), scope["path"], scope["query_string"], told.get(b"accept-language", b"")[:200],
        cookies.get(LANGUAGE, ""), cookies.get(THEME, ""), b"gzip" in told.get(b"accept-encoding", b""),
    )  # fmt: skip


def _cookies(said: bytes) -> dict[str, str] | None:
    if not said:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(said.decode("latin-1")).items()}
    except CookieError:
        return None


@dataclass(frozen=True, slots=True)
class Page:
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    tag: bytes
    proof: Proof
    until: datetime


def _said(headers: dict[bytes, bytes], body: bytes) -> bytes:
    """What the page says: packed twice, it is not twice the same bytes (a little noise is packed with it)."""
    return gzip.decompress(body) if headers.get(b"content-encoding") == b"gzip" else body


class Shelf:
    """The pages of one process, those used last."""

    def __init__(self, most: int = MOST) -> None:
        self._pages: OrderedDict[Asked, Page] = OrderedDict()
        self._most, self._bytes = most, 0
        self._lock = threading.Lock()

    def find(self, asked: Asked, at: datetime) -> Page | None:
        """What is kept; whether it still holds is the caller's to ask."""
        with self._lock:
            page = self._pages.get(asked)
            if page is None:
                return None
            if page.until <= at:
                self._drop(asked)
                return None
            self._pages.move_to_end(asked)
            return page

    def put(self, asked: Asked, headers: Headers, body: bytes, at: datetime) -> Page | None:
        """Kept, if its view said so and it sets no cookie. The header of the house is taken out by the caller."""
        told = {name.lower(): value for name, value in headers}
        said = told.get(HEADER.lower().encode())
        if said is None or b"set-cookie" in told or len(body) > self._most // 8:
            return None
        tag = b'W/"' + hashlib.blake2b(_said(told, body), digest_size=12).hexdigest().encode() + b'"'
        kept = [
            (name, value) for name, value in headers if name.lower() not in (HEADER.lower().encode(), b"x-request-id")
        ]
        page = Page([*kept, (b"etag", tag)], body, tag, Proof.read(said.decode()), at + GOOD_FOR)
        with self._lock:
            self._drop(asked)
            self._pages[asked] = page
            self._bytes += len(body)
            while self._bytes > self._most:
                self._drop(next(iter(self._pages)))
        return page

    def drop(self, asked: Asked) -> None:
        with self._lock:
            self._drop(asked)

    def _drop(self, asked: Asked) -> None:
        page = self._pages.pop(asked, None)
        if page is not None:
            self._bytes -= len(page.body)
