"""A watch that has looked through the past."""

from __future__ import annotations

from datetime import datetime

from parvis.core.models import Seat
from parvis.flows.watches import match_back, save
from parvis.listening.models import Watch


def watch_for(seat: Seat, at: datetime, query: str = "nocturne") -> Watch:
    made = save(seat.brand, name="Nocturne", query=query, role="brand", by=seat.account, at=at)
    while match_back(made.pk, at):
        pass
    made.refresh_from_db()
    return made
