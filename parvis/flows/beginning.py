"""The first places of a brand: several addresses looked at side by side, each listened to or told why not."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from parvis.connectors.contract import ConnectorError, Finding
from parvis.conversations.models import Place
from parvis.core.models import Account, Brand
from parvis.flows.places import listen_to, look_at

SIDE_BY_SIDE = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one address: a place, or what is still needed of a person, or why not."""

    address: str
    place: Place | None = None
    new: bool = False
    finding: Finding | None = None
    problem: ConnectorError | None = None

    @property
    def asks(self) -> bool:
        """Something must be given first: a password, say."""
        return self.place is None and self.finding is not None


def listen_to_all(brand: Brand, addresses: Sequence[str], *, by: Account, at: datetime) -> list[Tried]:
    """In the order given. Nothing is raised for what an address may be."""
    with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="look") as pool:
        looked = list(pool.map(_look, addresses))
    return [_listen(brand, one, by=by, at=at) for one in looked]


def _look(address: str) -> Tried:
    try:
        return Tried(address, finding=look_at(address))
    except ConnectorError as problem:
        return Tried(address, problem=problem)


def _listen(brand: Brand, tried: Tried, *, by: Account, at: datetime) -> Tried:
    finding = tried.finding
    if finding is None or _still_needed(finding):
        return tried
    place, new = listen_to(brand, finding, {need.name: need.default for need in finding.needs}, by=by, at=at)
    return Tried(tried.address, place=place, new=new, finding=finding)


def _still_needed(finding: Finding) -> bool:
    return finding.network == "manual" or any(need.required and not need.default for need in finding.needs)
