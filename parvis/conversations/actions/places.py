"""Places come, change address, rest and end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.connectors.addresses import web_address
from parvis.conversations.models import Place, Stream
from parvis.core import journal
from parvis.core.models import Account, Brand, Credential


@dataclass(frozen=True, slots=True)
class NewPlace:
    """What is needed to listen somewhere. `remote_id` tells one place of a network from another."""

    network: str
    kind: str
    remote_id: str
    address: str
    name: str
    url: str = ""
    language: str = ""
    owned: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    visibility: str = "public"


@transaction.atomic
def add_place(
    brand: Brand, place: NewPlace, *, by: Account | None, at: datetime, credential: Credential | None = None
) -> tuple[Place, bool]:
    """(the place, whether it is new). Adding a known place resumes it: nothing is doubled."""
    made, new = Place.objects.get_or_create(
        brand=brand,
        network=place.network,
        kind=place.kind,
        remote_id=place.remote_id[:500],
        defaults={
            "address": place.address[:2000],
            "name": place.name[:200] or place.address[:200],
            "url": web_address(place.url),
            "language": place.language[:8],
            "owned": place.owned,
            "visibility": place.visibility,
            "settings": dict(place.settings),
            "tags": list(place.tags),
            "credential": credential,
            "created_at": at,
        },
    )
    Stream.objects.get_or_create(place=made, name="main", defaults={"brand": brand, "due_at": at})
    if new:
        journal.record(brand, actor=by, verb="place.added", object=f"place:{made.pk}", data={"name": made.name}, at=at)
    elif made.ended_at or made.paused_at:
        resume(made, by=by, at=at)
    return made, new


@transaction.atomic
def describe(place: Place, *, name: str, language: str, by: Account, at: datetime) -> None:
    """What the team calls it, and the language spoken there ("" when it varies)."""
    place.name, place.language = name[:200], language[:8]
    place.save(update_fields=["name", "language"])
    journal.record(place.brand, actor=by, verb="place.renamed", object=f"place:{place.pk}", data={"name": name}, at=at)


@transaction.atomic
def keep_for(place: Place, days: int | None, *, by: Account, at: datetime) -> None:
    """How many days posts are kept here; None = for ever. What is older goes in the next night."""
    if place.retention_days == days:
        return
    place.retention_days = days
    place.save(update_fields=["retention_days"])
    journal.record(place.brand, actor=by, verb="place.kept_for", object=f"place:{place.pk}", data={"days": days}, at=at)


@transaction.atomic
def configure(
    place: Place, *, settings: Mapping[str, Any], credential: Credential | None, by: Account, at: datetime
) -> None:
    """New settings or secrets: the place is tried again at once, whatever its last failure said."""
    place.settings, place.credential = dict(settings), credential
    place.save(update_fields=["settings", "credential"])
    resume(place, by=by, at=at)


@transaction.atomic
def pause(place: Place, *, by: Account | None, at: datetime) -> None:
    if Place.objects.filter(pk=place.pk, paused_at=None).update(paused_at=at):
        journal.record(place.brand, actor=by, verb="place.paused", object=f"place:{place.pk}", data={}, at=at)


@transaction.atomic
def end(place: Place, *, by: Account, at: datetime) -> None:
    """Never read again, unless somebody resumes it. What was said there stays."""
    Place.objects.filter(pk=place.pk).update(paused_at=at, ended_at=at)
    journal.record(
        place.brand, actor=by, verb="place.removed", object=f"place:{place.pk}", data={"name": place.name}, at=at
    )


@transaction.atomic
def resume(place: Place, *, by: Account | None, at: datetime) -> None:
    """Listen again from where we were, and at once."""
    Place.objects.filter(pk=place.pk).update(paused_at=None, ended_at=None)
    Stream.objects.filter(place=place).update(due_at=at, failures=0, problem=None)
    journal.record(place.brand, actor=by, verb="place.resumed", object=f"place:{place.pk}", data={}, at=at)


@transaction.atomic
def retry_now(place: Place, *, at: datetime) -> None:
    """Somebody wants to know now: the next round reads it."""
    Stream.objects.filter(place=place).update(due_at=at)


@transaction.atomic
def move(place: Place, *, address: str, at: datetime, by: Account | None = None) -> None:
    """The network, or a person, says that the place lives elsewhere for good."""
    Place.objects.filter(pk=place.pk).update(address=address[:2000])
    journal.record(
        place.brand, actor=by, verb="place.moved", object=f"place:{place.pk}",
        data={"from": place.address, "to": address}, at=at,
    )  # fmt: skip
