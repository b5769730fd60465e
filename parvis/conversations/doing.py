"""How a place is doing: its health, from what its row, its stream and its access remember."""

from __future__ import annotations

from datetime import datetime

from parvis.conversations.health import Health, Signs, health
from parvis.conversations.models import Place, Stream

BY_HAND = "manual"


def stream_of(place: Place) -> Stream | None:
    """`place.streams` prefetched: no query."""
    return next(iter(place.streams.all()), None)


def health_of(place: Place, at: datetime) -> Health:
    """`place.streams` prefetched and `credential` selected: no query."""
    stream = stream_of(place)
    signs = Signs(
        fetched_at=stream.fetched_at if stream else None,
        succeeded_at=stream.succeeded_at if stream else None,
        last_post_at=place.last_post_at,
        since=place.created_at,
        failures=stream.failures if stream else 0,
        due_at=stream.due_at if stream else None,
        problem=stream.problem if stream else None,
        paused=place.paused_at is not None,
        ended=place.ended_at is not None,
        by_hand=place.network == BY_HAND,
        access_since=place.credential.updated_at if place.credential else None,
        access_ends=place.credential.expires_at if place.credential else None,
    )
    return health(signs, at)
