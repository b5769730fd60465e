"""A place is added: what it needs is tried for real first; a page to copy is copied at once. And read again when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from parvis.connectors.contract import ConnectorError, Finding
from parvis.conversations.actions.places import resume, retry_now
from parvis.conversations.models import Place
from parvis.core.models import Account, Brand
from parvis.flows.capture import NETWORK, capture_page
from parvis.flows.intake import Taken
from parvis.flows.places import listen_to, read_soon, try_with

PAGE = "page"
"""The kind of a place by hand whose posts are copied from its address."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of a place: what its network needs, by name, and what they call it ("" = by its title)."""

    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """`new` False: it was listened to already. `copied`: posts of a page; `problem`: why it could not be copied yet."""

    place: Place
    new: bool
    copied: int | None = None
    problem: ConnectorError | None = None


def add(brand: Brand, finding: Finding, given: Given, *, by: Account, at: datetime) -> Added:
    """Raises ConnectorError, Rejected names the need: nothing is kept."""
    told = {**given.settings, **given.secrets}
    if any(need.secret for need in finding.needs):
        tried = try_with(finding.network, finding.address, given.settings, given.secrets)
        told = {need.name: need.default for need in tried.needs if not need.secret} | told
        finding = _keeping_needs(tried, finding)
    place, new = listen_to(brand, finding, told, by=by, at=at, name=given.name)
    if not _is_page(place):
        return Added(place, new)
    try:
        return Added(place, new, capture_page(place, at=at).new)
    except ConnectorError as problem:
        return Added(place, new, problem=problem)


def _keeping_needs(tried: Finding, first: Finding) -> Finding:
    """What was asked for stays asked for, secrets above all, when the network did not repeat it."""
    repeated = {need.name for need in tried.needs}
    return replace(tried, needs=(*(need for need in first.needs if need.name not in repeated), *tried.needs))


def _is_page(place: Place) -> bool:
    return place.network == NETWORK and place.kind == PAGE


def go_on(place: Place, *, by: Account, at: datetime) -> None:
    """Listen again from where we were, at once."""
    resume(place, by=by, at=at)
    read_soon(place)


def read_now(place: Place, *, at: datetime) -> Taken | None:
    """What a page by hand gave, copied while the person waits (raises ConnectorError); None = a worker reads it."""
    if place.network == NETWORK:
        return capture_page(place, at=at)
    retry_now(place, at=at)
    read_soon(place)
    return None
