"""How large an answer or a document may be. Apart from the client, so that reading a file does not load it."""

from __future__ import annotations

from typing import Final

from parvis.connectors.contract import Rejected
from parvis.core.messages import Message

SIZE: Final = 20_000_000
"""Bytes."""


def too_large(limit: int) -> Rejected:
    return Rejected(
        Message("The answer is larger than %(size)s MB.", {"size": f"{limit / 1_000_000:.3g}"}),
        field="address",
        mend=Message("Use an address that gives less at a time, such as the feed of one section."),
    )
