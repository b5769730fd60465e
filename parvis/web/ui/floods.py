"""How often one may knock without being known: for a machine, and for an address, whoever asks for it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from django.http import HttpRequest

from parvis.core.clock import now
from parvis.core.ratelimit import wait_for


def machine_waits(request: HttpRequest, act: str) -> float:
    """Count one try of this machine; seconds to wait, 0.0 = go on. Ten at once, then one every half minute."""
    machine = _digest(request.META.get("REMOTE_ADDR", ""))
    return wait_for(f"{act}:from:{machine}", every=timedelta(seconds=30), burst=10, at=now())


def address_waits(act: str, email: str) -> bool:
    """Whether this address got enough letters for now: three at once, then one an hour. It is answered all the same."""
    address = _digest(email.strip().casefold())
    return wait_for(f"{act}:to:{address}", every=timedelta(hours=1), burst=3, at=now()) > 0


def _digest(text: str) -> str:
    """Of one length however long the text, and no address in the table of buckets."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
