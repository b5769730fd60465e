"""What a device is sent: sealed for it alone (RFC 8291), signed by the house (RFC 8292)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

LONGEST_TITLE, LONGEST_WORDS, LONGEST_ADDRESS = 120, 300, 1000
DEVICES = 10
"""Of a member; the eleventh takes the place of the first."""
LARGEST = 3000
"""Bytes of a message before it is sealed: services take 4096 after."""


def unpacked(said: str, size: int) -> bytes | None:
    """base64url, with or without its padding; None where it is not that, or not so many bytes."""
    try:
        found = urlsafe_b64decode(said.rstrip("=") + "=" * (-len(said.rstrip("=")) % 4))
    except (Error, ValueError):
        return None
    return found if len(found) == size else None


def fits(key: str, secret: str) -> bool:
    """Whether a message can be sealed with these: a point of P-256, and sixteen bytes."""
    point = unpacked(key, 65)
    if point is None or unpacked(secret, 16) is None:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return False
    return True


def message(title: str, body: str, url: str, tag: str) -> dict[str, Any]:
    """Short enough for every service."""
    return {"title": title[:LONGEST_TITLE], "body": body[:LONGEST_WORDS], "url": url[:LONGEST_ADDRESS], "tag": tag[:64]}


def written(said: dict[str, Any]) -> bytes:
    """As the worker of the page reads it."""
    whole = json.dumps(said, ensure_ascii=False).encode()
    return whole if len(whole) <= LARGEST else json.dumps({**said, "body": ""}, ensure_ascii=False).encode()
