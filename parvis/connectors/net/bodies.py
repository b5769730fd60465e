"""Bodies read to their end or to their bound, on the wire and once inflated."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from parvis.connectors.contract import Rejected, Transient
from parvis.connectors.sizes import too_large
from parvis.core.messages import Message

STEP = 1 << 16


def read_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """At most `limit` bytes, both as sent and as inflated; a bomb is stopped after `limit`, not after it blew up.

    Raises Rejected when there is more, Transient when the compressed stream is broken.
    """
    inflate = _inflaters(encoding)
    body, sent = bytearray(), 0
    for chunk in chunks:
        sent += len(chunk)
        if sent > limit:
            raise too_large(limit)
        for piece in inflate.feed(chunk) if inflate else (chunk,):
            body += piece
            if len(body) > limit:
                raise too_large(limit)
    if inflate and not inflate.whole:
        raise Transient(Message("The compressed answer was cut off."), Message("Parvis will ask again by itself."))
    return bytes(body)


def _inflaters(encoding: str) -> _Inflate | None:
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Inflate(16 + zlib.MAX_WBITS)
        case "deflate":
            return _Inflate(zlib.MAX_WBITS)
    raise Rejected(
        Message("The answer is compressed in a way that was not asked for (%(name)s).", {"name": encoding[:40]}),
        field="address",
    )


class _Inflate:
    """gzip (also several members one after the other) and deflate (with or without its header), a step at a time."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._engine = zlib.decompressobj(bits)
        self._fed = False

    @property
    def whole(self) -> bool:
        return self._engine.eof or not self._fed

    def feed(self, chunk: bytes) -> Iterable[bytes]:
        held_back = False
        while chunk or held_back:
            if self._engine.eof:
                if not chunk.startswith(b"\x1f\x8b"):
                    return  # padding after the last member
                self._engine = zlib.decompressobj(self._bits)
            piece = self._step(chunk)
            yield piece
            chunk = self._engine.unconsumed_tail or self._engine.unused_data
            held_back = len(piece) == STEP and not self._engine.eof

    def _step(self, chunk: bytes) -> bytes:
        try:
            piece = self._engine.decompress(chunk, STEP)
        except zlib.error as error:
            if self._fed or self._bits != zlib.MAX_WBITS:
                raise Transient(
                    Message("The compressed answer is damaged."), Message("Parvis will ask again by itself.")
                ) from error
            self._engine = zlib.decompressobj(-zlib.MAX_WBITS)  # many servers call the raw stream "deflate"
            self._bits = -zlib.MAX_WBITS
            return self._step_raw(chunk)
        self._fed = True
        return piece

    def _step_raw(self, chunk: bytes) -> bytes:
        self._fed = True
        return self._step(chunk)
