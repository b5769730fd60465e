"""Names of the AT Protocol: DIDs, handles, at:// addresses, and record keys made of time (TIDs). Pure.

Forms as in atproto.com/specs/did, /handle, /at-uri-scheme, /tid.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

POST = "app.bsky.feed.post"
HIDDEN = "handle.invalid"
"""Shown by the network for a handle that does not lead back to its account."""

_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.-]+(?:%3[Aa]\d{1,5})?)")
_HANDLE = re.compile(
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?", re.ASCII
)
_URI = re.compile(r"at://(?P<repo>[^/\s?#]+)/(?P<kind>[a-zA-Z0-9.-]+)/(?P<key>[A-Za-z0-9._:~-]{1,512})")
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH, _EARLY = datetime(1970, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
_LATEST = (1 << 53) - 1
_SPREAD = 1 << 33
"""Microseconds: 2 h 23 min."""


def is_did(text: str) -> bool:
    return len(text) <= 300 and _DID.fullmatch(text) is not None


def is_handle(text: str) -> bool:
    return len(text) <= 253 and _HANDLE.fullmatch(text) is not None


def is_tid(text: str) -> bool:
    return _TID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class AtUri:
    """`at://did:plc:…/app.bsky.feed.post/3k…`. `repo`: a DID or a handle."""

    repo: str
    kind: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.repo}/{self.kind}/{self.key}"


def at_uri(text: str) -> AtUri | None:
    """None for what is no address of a record."""
    found = _URI.fullmatch(text.strip()) if len(text) <= 2000 else None
    if found is None or not (is_did(found["repo"]) or is_handle(found["repo"])):
        return None
    return AtUri(found["repo"], found["kind"], found["key"])


def tid(microseconds: int, clock: int) -> str:
    """13 letters that sort like time: 53 bits of microseconds since 1970, 10 bits of clock."""
    number = (min(max(microseconds, 0), _LATEST) << 10) | (clock & 1023)
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def read_tid(text: str) -> tuple[int, int]:
    """(microseconds, clock). Raises ValueError."""
    if not is_tid(text):
        raise ValueError(text)
    number = 0
    for letter in text:
        number = number << 5 | _LETTERS.index(letter)
    return number >> 10, number & 1023


def record_key(key: str, near: datetime | None) -> str:
    """The record key of an outgoing message: the same for the same `key`, so that a second try is the same record.

    A TID that lies shortly before `near` (the date of what is answered), chosen by 43 bits of the key.
    """
    bits = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    base = ((near or _EARLY).astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
    return tid(base - bits % _SPREAD, bits >> 40)
