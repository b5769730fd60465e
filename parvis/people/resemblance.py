"""Who resembles whom, read from the database: profiles, the keys where they meet, and the proposals that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xxhash
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parvis.people.families import families_of, refused_among
from parvis.people.models import Identity, MatchKey, Merge, Person, Suggestion
from parvis.people.rules.profiles import Profile

CROWD = 40
"""Identities under one key beyond which it says nothing: nobody is compared because of it."""
BOTH_SIDES = 300
"""Keys asked for in one statement."""


def hashed(key: str) -> int:
    """A key as the database keeps it: 63 bits."""
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "replace")) >> 1


def profile_of(
    identity: Identity, *, languages: frozenset[str] = frozenset(), places: frozenset[int] = frozenset()
) -> Profile:
    """Needs `select_related("person")`."""
    return Profile(
        identity_id=identity.pk,
        person_id=identity.person_id,
        network=identity.network,
        remote_id=identity.remote_id,
        name=identity.name,
        handle=identity.handle,
        url=identity.url,
        avatar_url=identity.avatar_url,
        about=identity.about,
        verified=identity.verified,
        kind=identity.person.kind,
        languages=languages,
        places=places,
    )


def identities_after(brand_id: int, identity_id: int, *, limit: int) -> list[Identity]:
    """The next identities by id."""
    rows = Identity.objects.filter(brand_id=brand_id, pk__gt=identity_id).select_related("person")
    return list(rows.order_by("pk")[:limit])


def identities_of_people(brand_id: int, person_ids: Iterable[int]) -> list[Identity]:
    rows = Identity.objects.filter(brand_id=brand_id, person__in=list(person_ids)).select_related("person")
    return list(rows.order_by("pk"))


def bearers_of(brand_id: int, keys: Iterable[int]) -> dict[int, int]:
    """How many identities stand under each key."""
    sought, found = sorted(set(keys)), {}
    for start in range(0, len(sought), BOTH_SIDES):
        rows = MatchKey.objects.filter(brand_id=brand_id, key__in=sought[start : start + BOTH_SIDES])
        found.update(dict(rows.values("key").annotate(n=Count("pk")).values_list("key", "n").order_by()))
    return found


def under(brand_id: int, keys: Iterable[int]) -> list[tuple[int, int]]:
    """(key, identity) of all who stand under these keys."""
    sought, found = sorted(set(keys)), []
    for start in range(0, len(sought), BOTH_SIDES):
        rows = MatchKey.objects.filter(brand_id=brand_id, key__in=sought[start : start + BOTH_SIDES])
        found += list(rows.values_list("key", "identity_id"))
    return found


def parted_among(brand_id: int, families: Mapping[int, Sequence[int]]) -> set[tuple[int, int]]:
    """Pairs of heads (lower id first) whose merge somebody undid: no program joins them again."""
    head = {member: start for start, members in families.items() for member in members}
    rows = Merge.objects.filter(brand_id=brand_id, winner__in=list(head), loser__in=list(head)).exclude(undone_at=None)
    pairs = ((head[a], head[b]) for a, b in rows.values_list("winner_id", "loser_id"))
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion with both people (identities loaded). `low` is whom one has known longer."""

    suggestion: Suggestion
    low: Person
    high: Person


def waiting(brand_id: int, at: datetime) -> QuerySet[Suggestion]:
    """Proposals between people who still stand for themselves, that nobody has put aside, most certain first."""
    lost = Merge.objects.filter(undone_at=None)
    return (
        Suggestion.objects.filter(brand_id=brand_id)
        .filter(Q(aside_until=None) | Q(aside_until__lte=at))
        .exclude(Exists(lost.filter(loser=OuterRef("low"))))
        .exclude(Exists(lost.filter(loser=OuterRef("high"))))
        .order_by("-score", "-pk")
    )


def proposals(
    brand_id: int,
    at: datetime,
    *,
    person_id: int | None = None,
    after: tuple[float, int] | None = None,
    limit: int = 20,
) -> list[Proposal]:
    """The next that somebody should look at; refused pairs are left out, also when others stand between. Five queries."""
    rows = waiting(brand_id, at)
    if person_id is not None:
        rows = rows.filter(Q(low=person_id) | Q(high=person_id))
    if after is not None:
        rows = rows.filter(Q(score__lt=after[0]) | Q(score=after[0], pk__lt=after[1]))
    found = list(rows[: limit * 2])
    ids = {pk for s in found for pk in (s.low_id, s.high_id)}
    refused = refused_among(brand_id, families_of(brand_id, ids))
    kept = [s for s in found if (s.low_id, s.high_id) not in refused][:limit]
    people = Person.objects.prefetch_related("identities").in_bulk({pk for s in kept for pk in (s.low_id, s.high_id)})
    return [Proposal(s, people[s.low_id], people[s.high_id]) for s in kept]


def suggestion_of(brand_id: int, suggestion_id: int) -> Suggestion:
    """Raises Suggestion.DoesNotExist."""
    return Suggestion.objects.select_related("low", "high").get(pk=suggestion_id, brand_id=brand_id)


COUNTED = 100


def how_many_wait(brand_id: int, at: datetime) -> int:
    """At most COUNTED; refused ones may be among them until the next round removes them."""
    return len(waiting(brand_id, at).values_list("pk", flat=True)[:COUNTED])
