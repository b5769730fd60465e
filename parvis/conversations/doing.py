"""How a place is doing: its health, from what its row, its stream and its access remember."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.connectors.registry import connector_for
from parvis.connectors.streams import Streams
from parvis.conversations.health import Health, Signs, health
from parvis.conversations.models import Place, Stream
from parvis.conversations.rules import EVERYTHING

BY_HAND = "manual"


def stream_of(place: Place) -> Stream | None:
    """`place.streams` prefetched: no query. Of a place heard in parts, the one that most needs somebody."""
    rows = list(place.streams.all())
    in_parts = [row for row in rows if "/" in row.name]
    needy = sorted(
        in_parts or rows, key=lambda row: (row.problem is None, row.succeeded_at is not None, row.succeeded_at)
    )
    return needy[0] if needy else None


def behind(place: Place, at: datetime) -> timedelta | None:
    """How long ago the last that was heard there was said; None for a place that is not followed, or not yet.

    `place.streams` prefetched: no query.
    """
    if place.kind != EVERYTHING:
        return None
    connector = connector_for(place.network)
    rows = list(place.streams.all())
    heard = [row for row in rows if "/" in row.name] or rows
    if not isinstance(connector, Streams):
        return None
    moments = [moment for row in heard if (moment := connector.moment(row.cursor)) is not None]
    return max(at - min(moments), timedelta(0)) if moments else None


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
        behind=behind(place, at),
    )
    return health(signs, at)
