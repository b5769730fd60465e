"""Who did what, in a chain per brand: each line's hash covers the line before it.

What the chain shows: a line edited, removed from the middle, inserted or reordered. What it cannot show alone: the last
lines removed together. An installation that needs this exports the last hash elsewhere from time to time.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from parvis.core.models import Account, Brand, Journal

FIRST = "0" * 64
"""What stands before the first line."""


def record(
    brand: Brand, *, actor: Account | None, verb: str, object: str, data: Mapping[str, Any], at: datetime
) -> Journal:
    """Add one line, in the caller's transaction. `actor` None = Parvis itself; `object` like "case:42".

    `data`: JSON values only (TypeError otherwise), no secrets. Writers of one brand wait for each other: no gap, no fork.
    """
    with transaction.atomic():
        # SQLite: BEGIN IMMEDIATE already holds the only write lock. NO KEY: rows that refer to the brand stay insertable.
        Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand.pk)
        last = Journal.objects.filter(brand=brand).order_by("-seq").values_list("seq", "hash").first()
        seq, prev_hash = (last[0] + 1, last[1]) if last else (1, FIRST)
        line = Journal(
            brand=brand,
            seq=seq,
            at=at,
            actor=actor,
            verb=verb,
            object=object,
            data=_plain(dict(data)),
            prev_hash=prev_hash,
        )
        line.hash = line_hash(line)
        line.save(force_insert=True)
        return line


def lines_of(
    brand: Brand, *, actor_id: int | None = None, verb: str = "", before: int | None = None, limit: int
) -> list[Journal]:
    """The last lines, newest first, each with its actor. `before`: only lines with a smaller `seq`. One query."""
    lines = Journal.objects.filter(brand=brand).select_related("actor")
    if actor_id is not None:
        lines = lines.filter(actor_id=actor_id)
    if verb:
        lines = lines.filter(verb=verb)
    if before is not None:
        lines = lines.filter(seq__lt=before)
    return list(lines.order_by("-seq")[:limit])


def verify(brand: Brand) -> int | None:
    """The `seq` of the first line that does not fit the one before it; None when the whole chain holds."""
    expected, prev_hash = 1, FIRST
    for line in Journal.objects.filter(brand=brand).order_by("seq").iterator(chunk_size=1000):
        if line.seq != expected or line.prev_hash != prev_hash or line.hash != line_hash(line):
            return line.seq
        expected, prev_hash = expected + 1, line.hash
    return None


def line_hash(line: Journal) -> str:
    """sha256, hexadecimal, over the canonical JSON of the line with the hash of the line before."""
    told = [
        line.brand_id,
        line.seq,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.actor_id,
        line.verb,
        line.object,
        _canonical(line.data),
        line.prev_hash,
    ]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """`value` as both databases give it back: no NUL, no lone surrogate, finite numbers."""
    match value:
        case None | bool() | int():
            return value
        case float():
            if not math.isfinite(value):
                raise TypeError("the journal keeps finite numbers only")
            return value
        case str():
            return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
        case list() | tuple():
            return [_plain(v) for v in value]
        case Mapping():
            return {_plain(str(k)): _plain(v) for k, v in value.items()}
    raise TypeError(f"the journal keeps JSON values only, not {type(value).__name__}")


def _canonical(value: Any) -> Any:
    """One form per number: `jsonb` gives 100000 back where 1e5 went in."""
    match value:
        case bool():
            return value
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_canonical(v) for v in value]
        case dict():
            return {k: _canonical(v) for k, v in value.items()}
    return value
