"""The weights that read a brand's posts: the house's, with what its people's corrections taught. Built once a version."""

from __future__ import annotations

import logging
import threading
from typing import NamedTuple

from parvis.analysis.chosen import chosen
from parvis.analysis.heads import Heads
from parvis.analysis.learning.additive import Damaged, unpack
from parvis.conversations.models import BrandHead
from parvis.conversations.taught import head_in_use

log = logging.getLogger(__name__)

MOST = 12
"""Brands whose weights a process holds at once: some four megabytes each."""


class _Ready(NamedTuple):
    head_id: int
    key: str
    heads: Heads


_ready: dict[int, _Ready] = {}
_building = threading.Lock()


def heads_for(brand_id: int) -> Heads:
    """As the database knows them now: one query. A version made for other weights than the house's waits to be trained
    again; bytes that are not those that were kept are not used."""
    house, used = chosen(), head_in_use(brand_id)
    if used is None or used[2] != house.key:
        return house.heads
    with _building:
        kept = _ready.pop(brand_id, None)
        if kept is None or (kept.head_id, kept.key) != (used[0], house.key):
            kept = _built(used[0], used[1], house.heads, house.key)
        if kept is None:
            return house.heads
        _ready[brand_id] = kept
        while len(_ready) > MOST:
            del _ready[next(iter(_ready))]
        return kept.heads


def _built(head_id: int, version: int, house: Heads, key: str) -> _Ready | None:
    packed = BrandHead.objects.values_list("weights", flat=True).get(pk=head_id)
    try:
        added = unpack(bytes(packed))
        return _Ready(head_id, key, Heads(added.onto(house.model, f"{house.model.name}+{version}")))
    except (Damaged, ValueError):
        log.exception("what brand head %s learnt cannot be used; the house's weights read", head_id)
        return None


def forget() -> None:
    """Begin anew: the rows are others than they were."""
    with _building:
        _ready.clear()
