"""Answers leave compressed: on a slow network a telephone waits for bytes before all else.

What a length could betray (BREACH), and what is therefore left alone: `docs/decisions/0009-answers-leave-compressed.md`.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

Answer = Callable[[HttpRequest], HttpResponseBase]
LEAST = 600
"""Bytes below which nothing is gained: with its headers the answer fills one packet either way."""
PADDING = 100
"""A random number of bytes, up to this one, blurs the length of what is written for one person."""
TEXT = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")


def packed(answer: Answer) -> Answer:
    """Middleware: text goes out as gzip to whoever takes it. A page that shows a secret (no-store) stays as it is, also in the
    hands of a server in front; a file that never changes is compressed once."""

    def packing(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if not _is_text(response):
            return response
        kept = response.headers.get("Cache-Control", "")
        if "no-store" in kept and response.headers["Content-Type"].startswith("text/html"):
            response.headers["Cache-Control"] = f"{kept}, no-transform"
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        if isinstance(response, HttpResponse):
            return _page(response, lasting="immutable" in kept)
        if "immutable" in kept and request.method == "GET":
            return _file(cast(StreamingHttpResponse, response))
        return response

    return packing


def _is_text(response: HttpResponseBase) -> bool:
    told = response.headers
    whole = response.status_code not in (204, 206, 304)
    return whole and "Content-Encoding" not in told and told.get("Content-Type", "").startswith(TEXT)


def _page(response: HttpResponse, *, lasting: bool) -> HttpResponse:
    if len(response.content) >= LEAST:
        made = _tight(response.content) if lasting else compress_string(response.content, max_random_bytes=PADDING)
        response.content = made
        _told(response, len(made))
    return response


def _file(response: StreamingHttpResponse) -> StreamingHttpResponse:
    """A file of ours, some kilobytes long."""
    made = _tight(b"".join(cast(Iterable[bytes], response)))
    response.streaming_content = [made]
    _told(response, len(made))
    return response


@lru_cache(maxsize=64)
def _tight(content: bytes) -> bytes:
    """Sheets and islands: the same bytes for everybody."""
    return gzip.compress(content, 9, mtime=0)


def _told(response: HttpResponseBase, length: int) -> None:
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(length)
    del response.headers["ETag"]  # it names the bytes as they were
