"""Who reads a stream now, how far it was read, and what went wrong last."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.connectors.contract import ConnectorError
from parvis.conversations.models import Place, Stream
from parvis.conversations.rules import retry_after
from parvis.core.messages import Message

LEASE = timedelta(minutes=3)
"""Longer than any fetch may take (its budget is 30 s): a reader that died gives the stream back after it."""


class LeaseLost(Exception):
    """Another reader took the stream over: what was fetched must not be stored, it will be fetched again."""


def claim(stream_id: int, at: datetime, lease: timedelta = LEASE) -> Stream | None:
    """The stream, ours for `lease`; None when another process reads it or its place is paused or ended."""
    token = str(uuid.uuid4())
    free = Q(lease_until=None) | Q(lease_until__lt=at)
    open_place = Q(place__paused_at=None, place__ended_at=None)
    taken = Stream.objects.filter(free, pk=stream_id, pk__in=Stream.objects.filter(open_place, pk=stream_id)).update(
        lease_until=at + lease, lease_token=token
    )
    if not taken:
        return None
    return Stream.objects.select_related("place", "place__brand", "place__credential").get(pk=stream_id)


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a reading ended. `lease_until`: None gives the stream back; a time keeps it for the next page."""

    cursor: str
    due_at: datetime
    lease_until: datetime | None
    notices: list[dict[str, Any]]


def advance(stream: Stream, to: Advance, at: datetime) -> None:
    """Move the cursor; call it in the transaction that stores its posts. Raises LeaseLost, which rolls both back."""
    moved = Stream.objects.filter(pk=stream.pk, lease_token=stream.lease_token).update(
        cursor=to.cursor, due_at=to.due_at, notices=to.notices, lease_until=to.lease_until,
        failures=0, problem=None, fetched_at=at, succeeded_at=at,
    )  # fmt: skip
    if not moved:
        raise LeaseLost


def release(stream: Stream) -> None:
    """Give the stream back before its lease ends: there is more to read, another round will."""
    Stream.objects.filter(pk=stream.pk, lease_token=stream.lease_token).update(lease_until=None)


@transaction.atomic
def stumble(stream: Stream, *, problem: ConnectorError, kind: str, until: datetime | None, at: datetime) -> None:
    """Keep why it failed and when it is worth trying again. The cursor stays."""
    failures = stream.failures + 1
    Stream.objects.filter(pk=stream.pk, lease_token=stream.lease_token).update(
        failures=failures,
        problem={"kind": kind, **told(problem.message), "mend": told(problem.mend) if problem.mend else None},
        due_at=until or at + retry_after(failures),
        fetched_at=at,
        lease_until=None,
    )
    if kind == "Gone":
        Place.objects.filter(pk=stream.place_id, ended_at=None).update(ended_at=at)


def told(message: Message) -> dict[str, Any]:
    """A message as JSON; `Message(**…)` reads it back."""
    return {"text": message.text, "params": dict(message.params)}
