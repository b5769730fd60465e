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
from parvis.core.models import Account
from parvis.core.sql import as_moment, run_many
from parvis.people.families import families_of
from parvis.people.models import Apart, Identity, Person
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
    _seen_again([(identity, seen[remote_id].last) for remote_id, identity in known.items()])
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
        "about": clip(author.about, 2000),
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
        Identity.objects.bulk_update(changed, ["handle", "name", "url", "avatar_url", "about", "followers", "verified"])


def _seen_again(pairs: list[tuple[Identity, datetime]]) -> None:
    """In key order, so that two workers lock people in the same order. Who is part of a merge is seen by themselves too."""
    last = _latest((identity.person_id, at) for identity, at in pairs)
    run_many(
        "UPDATE people_person SET last_seen_at = %s WHERE id = %s AND last_seen_at < %s",
        [(as_moment(at), person_id, as_moment(at)) for person_id, at in last],
    )
    alone = _latest((identity.home_id or identity.person_id, at) for identity, at in pairs)
    run_many(
        "UPDATE people_apart SET last_seen_at = %s WHERE person_id = %s AND last_seen_at < %s",
        [(as_moment(at), person_id, as_moment(at)) for person_id, at in alone],
    )


def _latest(seen: Iterable[tuple[int, datetime]]) -> list[tuple[int, datetime]]:
    last: dict[int, datetime] = {}
    for person_id, at in seen:
        last[person_id] = max(at, last.get(person_id, at))
    return sorted(last.items())


@transaction.atomic
def describe(person: Person, *, by: Account, at: datetime, changes: Mapping[str, Any]) -> None:
    """How the team calls a person, and where they stand with the brand."""
    if "stage" in changes and changes["stage"] != person.stage:
        # Their own now, also where it was that of somebody merged into them. Taken away, it is nobody's of them: else it
        # would come back with the next merge.
        whose = [person.pk] if changes["stage"] else families_of(person.brand_id, (person.pk,)).get(person.pk, [])
        Apart.objects.filter(person__in=whose).update(stage=changes["stage"])
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
