"""The only home of writes about people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.connectors.addresses import web_address
from parvis.connectors.contract import Author
from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.core.sql import as_moment, run_many
from parvis.people.models import Identity, Merge, Person
from parvis.people.rules import clip, display_name


@dataclass(frozen=True, slots=True)
class Sighting:
    """An author met in a batch, and when their first and last post of it were written."""

    author: Author
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Attributed:
    """Who a network's author is in this brand: the identity's id, its person's id, and what rules ask of them."""

    identity_id: int
    person_id: int
    name: str
    handle: str
    followers: int | None
    known_before: bool


def attribute(brand_id: int, network: str, seen: Mapping[str, Sighting]) -> dict[str, Attributed]:
    """Every author's identity by `remote_id`; unknown ones get an identity and a person of their own.

    Nothing is merged here: a new identity is a new person until somebody (or the same verified identity) says otherwise.
    Two workers may meet the same newcomer: the database keeps one identity, and the spare person is removed.
    """
    known = _identities(brand_id, network, seen)
    fresh = {remote_id: sighting for remote_id, sighting in seen.items() if remote_id not in known}
    if fresh:
        _welcome(brand_id, network, fresh)
    found = known | (_identities(brand_id, network, fresh) if fresh else {})
    _refresh([(identity, seen[remote_id].author) for remote_id, identity in known.items()])
    _seen_again({identity.person_id: seen[remote_id].last for remote_id, identity in known.items()})
    return {
        remote_id: Attributed(
            identity_id=identity.pk,
            person_id=identity.person_id,
            name=identity.name,
            handle=identity.handle,
            followers=identity.followers,
            known_before=remote_id in known,
        )
        for remote_id, identity in found.items()
    }


def _identities(brand_id: int, network: str, remote_ids: Iterable[str]) -> dict[str, Identity]:
    rows = Identity.objects.filter(brand_id=brand_id, network=network, remote_id__in=list(remote_ids))
    return {identity.remote_id: identity for identity in rows}


def _welcome(brand_id: int, network: str, fresh: Mapping[str, Sighting]) -> None:
    people = Person.objects.bulk_create(
        [
            Person(brand_id=brand_id, name=display_name(s.author), first_seen_at=s.first, last_seen_at=s.last)
            for s in fresh.values()
        ]
    )
    Identity.objects.bulk_create(
        [
            Identity(
                brand_id=brand_id,
                network=network,
                remote_id=remote_id,
                person=person,
                first_seen_at=s.first,
                **_profile(s.author),
            )
            for (remote_id, s), person in zip(fresh.items(), people, strict=True)
        ],
        ignore_conflicts=True,
    )
    taken = set(Identity.objects.filter(person__in=people).values_list("person_id", flat=True))
    spare = [person.pk for person in people if person.pk not in taken]
    if spare:
        Person.objects.filter(pk__in=spare).delete()


def _profile(author: Author) -> dict[str, Any]:
    return {
        "handle": clip(author.handle, 200),
        "name": clip(author.name, 200),
        "url": web_address(author.url, 1000),
        "avatar_url": web_address(author.avatar_url, 1000),
        "followers": author.followers,
        "verified": author.verified,
    }


def _refresh(pairs: list[tuple[Identity, Author]]) -> None:
    """Profiles change: keep the latest that the network says, and forget nothing for a blank."""
    changed = []
    for identity, author in pairs:
        news = {k: v for k, v in _profile(author).items() if v not in ("", None, False) and getattr(identity, k) != v}
        if news:
            for field, value in news.items():
                setattr(identity, field, value)
            changed.append(identity)
    if changed:
        Identity.objects.bulk_update(changed, ["handle", "name", "url", "avatar_url", "followers", "verified"])


def _seen_again(last: Mapping[int, datetime]) -> None:
    """In key order, so that two workers lock people in the same order."""
    run_many(
        "UPDATE people_person SET last_seen_at = %s WHERE id = %s AND last_seen_at < %s",
        [(as_moment(at), person_id, as_moment(at)) for person_id, at in sorted(last.items())],
    )


@transaction.atomic
def merge(
    brand: Brand,
    *,
    winner: Person,
    loser: Person,
    by: Account | None,
    at: datetime,
    reason: str = "by hand",
    score: float = 1.0,
) -> Merge:
    """`loser`'s identities go to `winner`. Raises ValueError for one person twice or people of another brand."""
    if winner.pk == loser.pk or {winner.brand_id, loser.brand_id} != {brand.pk}:
        raise ValueError("a merge needs two different people of this brand")
    moved = list(Identity.objects.select_for_update().filter(person=loser).order_by("pk").values_list("pk", flat=True))
    Identity.objects.filter(pk__in=moved).update(person=winner)
    made = Merge.objects.create(
        brand=brand,
        winner=winner,
        loser=loser,
        reason=reason,
        score=score,
        by=by,
        at=at,
        snapshot={"identities": moved},
    )
    journal.record(brand, actor=by, verb="person.merged", object=f"person:{winner.pk}", data={"loser": loser.pk}, at=at)
    return made


@transaction.atomic
def unmerge(brand: Brand, *, merged: Merge, by: Account | None, at: datetime) -> None:
    """Exactly the identities that the merge moved go back. Undoing twice changes nothing."""
    if not Merge.objects.filter(pk=merged.pk, brand=brand, undone_at=None).update(undone_at=at):
        return
    Identity.objects.filter(pk__in=merged.snapshot["identities"], person_id=merged.winner_id).update(
        person_id=merged.loser_id
    )
    journal.record(
        brand,
        actor=by,
        verb="person.unmerged",
        object=f"person:{merged.winner_id}",
        data={"loser": merged.loser_id},
        at=at,
    )


@transaction.atomic
def describe(person: Person, *, by: Account, at: datetime, changes: Mapping[str, Any]) -> None:
    """How the team calls a person, and where they stand with the brand."""
    for field in ("name", "stage"):
        if field in changes:
            setattr(person, field, changes[field])
    person.save(update_fields=["name", "stage"])
    journal.record(
        person.brand,
        actor=by,
        verb="person.described",
        object=f"person:{person.pk}",
        data={"fields": sorted(changes)},
        at=at,
    )
