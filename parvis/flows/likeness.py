"""Who may be one person: newcomers soon after they spoke, everybody again slowly. Proposals only, but for what networks vouch for.

Nobody is compared with everybody: identities meet under keys (rules/keys), and a key that many share says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from parvis.conversations.queries import heard_from, who_answered_whom
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Brand
from parvis.people.actions.merging import AlreadyOne, merge
from parvis.people.actions.suggesting import Found, file_keys, propose, went_on
from parvis.people.families import families_of, refused_among
from parvis.people.models import Comparing, Identity
from parvis.people.resemblance import (
    CROWD,
    bearers_of,
    hashed,
    identities_after,
    identities_of_people,
    parted_among,
    profile_of,
    under,
)
from parvis.people.rules.keys import keys_of, wanted
from parvis.people.rules.likeness import Around, Likeness, compare_people, same_vouched
from parvis.people.rules.profiles import Profile

STRETCH = 300
"""Identities compared in one transaction's worth of work."""
ROUND = 600
"""Identities looked at again in one slow round: 100,000 in a little more than a day."""
MOST = 60
"""People that one person is compared with."""
SOON = timedelta(seconds=20)
"""After a newcomer spoke: a page of a feed brings many, and they are compared together."""


def newcomers_spoke(brand_id: int) -> None:
    """Ask that they are compared soon; asked for already, once is enough."""
    enqueue(compare_newcomers, key=f"likeness:{brand_id}", run_at=now() + SOON, brand_id=brand_id)


@task(queue="slow")
def compare_newcomers(brand_id: int) -> None:
    """Identities never compared so far, a stretch at a time."""
    if compare_next(brand_id, now()):
        enqueue(compare_newcomers, key=f"likeness:{brand_id}", brand_id=brand_id)


@task(queue="slow", every=timedelta(minutes=10))
def compare_again() -> None:
    """Profiles change, and a proposal may have lost its ground: everybody in turn, all year."""
    for brand in Brand.objects.order_by("pk"):
        look_again(brand.pk, now())


@task(queue="slow")
def compare_person(brand_id: int, person_id: int) -> None:
    """Somebody was merged or separated: what resembles them is looked at anew."""
    identities = identities_of_people(brand_id, [person_id])
    compare(brand_id, identities, now())


def compare_next(brand_id: int, at: datetime) -> bool:
    """The next STRETCH of newcomers; True when there are more. Safe to repeat, at any point."""
    state = Comparing.objects.filter(brand_id=brand_id).first()
    fresh = identities_after(brand_id, state.newest if state else 0, limit=STRETCH)
    if fresh:
        compare(brand_id, fresh, at)
        went_on(brand_id, newest=fresh[-1].pk)
    return len(fresh) == STRETCH


def look_again(brand_id: int, at: datetime) -> None:
    """The newcomers that nobody asked for, then a stretch of the round."""
    while compare_next(brand_id, at):
        pass
    state = Comparing.objects.filter(brand_id=brand_id).first()
    here = state.round if state else 0
    rows = identities_after(brand_id, here, limit=ROUND)
    if rows:
        compare(brand_id, rows, at)
    went_on(brand_id, round=rows[-1].pk if len(rows) == ROUND else 0)


def compare(brand_id: int, identities: Sequence[Identity], at: datetime) -> int:
    """Compare the people of these identities with whoever meets them under a key; how many new proposals."""
    if not identities:
        return 0
    people = sorted({identity.person_id for identity in identities})
    theirs = identities_of_people(brand_id, people)
    keys = {identity.pk: keys_of(profile_of(identity)) for identity in theirs}
    file_keys(brand_id, {pk: [hashed(key) for key in told] for pk, told in keys.items()})
    met = _met(brand_id, {identity.pk: identity.person_id for identity in theirs}, keys)
    profiles = _profiles(brand_id, {*people, *(b for pair in met for b in pair)})
    around = _around(brand_id, profiles)
    likely = {pair: compare_people(profiles[pair[0]], profiles[pair[1]], around) for pair in sorted(met)}
    families = families_of(brand_id, {pk for pair in likely for pk in pair})
    refused = refused_among(brand_id, families)
    joined = _join_vouched(brand_id, profiles, likely, refused | parted_among(brand_id, families), at)
    open_pairs = {p: like for p, like in likely.items() if p not in refused and p not in joined and like.proposed}
    return propose(brand_id, people, [_found(pair, like) for pair, like in open_pairs.items()], at)


def _met(brand_id: int, person_of: Mapping[int, int], keys: Mapping[int, Sequence[str]]) -> set[tuple[int, int]]:
    """Pairs of people (lower id first) who share a key that is not everybody's."""
    sought = {pk: [hashed(key) for key in wanted(told)] for pk, told in keys.items()}
    counts = bearers_of(brand_id, (key for told in sought.values() for key in told))
    telling = {key for key, n in counts.items() if n <= CROWD}
    at_key: dict[int, list[int]] = defaultdict(list)
    for key, identity_id in under(brand_id, telling):
        at_key[key].append(identity_id)
    others = {identity_id for listed in at_key.values() for identity_id in listed}
    owner = dict(Identity.objects.filter(pk__in=others).values_list("pk", "person_id")) | dict(person_of)
    met: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for identity_id, told in sought.items():
        for key in telling.intersection(told):
            for other in at_key[key]:
                met[owner[identity_id]][owner[other]] += 1
    return {
        (min(one, other), max(one, other))
        for one, listed in met.items()
        for other in sorted(listed, key=lambda pk: (-listed[pk], pk))[:MOST]
        if other != one
    }


def _profiles(brand_id: int, person_ids: Iterable[int]) -> dict[int, list[Profile]]:
    """Each person's identities as they are compared, with the languages and places in which they were heard."""
    identities = identities_of_people(brand_id, person_ids)
    heard = heard_from([identity.pk for identity in identities])
    found: dict[int, list[Profile]] = defaultdict(list)
    for identity in identities:
        languages, places = heard.get(identity.pk, (frozenset(), frozenset()))
        found[identity.person_id].append(profile_of(identity, languages=languages, places=places))
    return found


def _around(brand_id: int, profiles: Mapping[int, Sequence[Profile]]) -> Around:
    everybody = [p for listed in profiles.values() for p in listed]
    told = {key: hashed(key) for p in everybody for key in keys_of(p) if not key.startswith(("heard:", "spelt:"))}
    counts = bearers_of(brand_id, told.values())
    talked = who_answered_whom([p.identity_id for p in everybody])
    return Around({key: counts[number] for key, number in told.items() if number in counts}, talked)


def _join_vouched(
    brand_id: int,
    profiles: Mapping[int, Sequence[Profile]],
    likely: Mapping[tuple[int, int], Likeness],
    never: set[tuple[int, int]],
    at: datetime,
) -> set[tuple[int, int]]:
    """The only merges without a person: both networks vouch for one address (`same_vouched`)."""
    joined: set[tuple[int, int]] = set()
    brand = Brand.objects.get(pk=brand_id)
    for pair, like in likely.items():
        a, b = profiles[pair[0]], profiles[pair[1]]
        if pair in never or not any(same_vouched(x, y) for x in a for y in b):
            continue
        try:
            winner, loser = (Identity.objects.get(pk=p[0].identity_id).person for p in (a, b))
            merge(
                brand, winner=winner, loser=loser, by=None, at=at, reason="verified", score=like.confidence,
                evidence=stored(like),
            )  # fmt: skip
        except AlreadyOne:
            pass
        joined.add(pair)
    return joined


def _found(pair: tuple[int, int], like: Likeness) -> Found:
    return Found(pair[0], pair[1], like.confidence, stored(like))


def stored(like: Likeness) -> list[dict[str, object]]:
    """Evidence as it is kept: the sentence in English with what fills it, translated where it is read."""
    return [{"kind": e.kind, "weight": e.weight, **asdict(e.message)} for e in like.evidence]
