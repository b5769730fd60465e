"""A source that is listened to, without a server, and what it said last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from parvis.core.messages import Message

Notice = tuple[Message, ...]
"""Sentences that are said together."""


@dataclass(slots=True)
class Ear:
    """One source and how far it was listened to.

    `source`: as it was named, or the address of the feed found behind it. `path`: where its bytes lie, None for an
    address. `typed`: the address that a person gave, whose host they vouch for; "" for one read in a list.
    `notices`: oddities met on the way, for a person. `next_at`: None = at once. `over`: there
    will be nothing more, as in what came through a pipe (`copied`).
    """

    source: str
    path: Path | None = None
    typed: str = ""
    title: str = ""
    cursor: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    next_at: datetime | None = None
    copied: bool = False
    over: bool = False
    stamp: tuple[int, ...] = ()
    seen: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)

    def is_due(self, at: datetime) -> bool:
        return not self.over and (self.next_at is None or self.next_at <= at)
