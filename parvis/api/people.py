"""People: who is known, one of them, and what the team says of them."""

from __future__ import annotations

from typing import Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Schema

from parvis.api.bounds import PlaceName
from parvis.api.cursor import pack, page_size, unpack
from parvis.api.door import Caller, asks, enter
from parvis.api.finding import one
from parvis.api.posts import SIZE
from parvis.api.router import router
from parvis.api.shapes import IdentityShape, PageOf, PersonShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.people.actions import describe
from parvis.people.families import heads_of
from parvis.people.models import Identity, Person
from parvis.people.queries import find_people, people_of

SEE, EDIT = Permission.PEOPLE_SEE, Permission.PEOPLE_EDIT
PERSON = "/brands/{brand}/people/{person}"


class DescribePersonIn(Schema):
    """`stage`: "" = not said; null leaves it as it is, as for the name."""

    name: PlaceName | None = None
    stage: Literal["", "prospect", "customer", "fan", "influencer", "ambassador", "partner"] | None = None


@router.get(
    "/brands/{brand}/people",
    response=PageOf[PersonShape],
    operation_id="list_people",
    openapi_extra=asks(SEE),
    summary="People, seen last first; `q`: in a name or a handle",
)
def list_people(
    request: HttpRequest, brand: str, q: str = "", stage: str = "", cursor: str = "", limit: int = SIZE
) -> PageOf[PersonShape]:
    caller = enter(request, brand, SEE)
    size, after = page_size(limit), unpack(cursor) if cursor else None
    known = None if caller.sight.whole else caller.sight.identities()
    rows = find_people(caller.brand.pk, text=q.strip()[:100], stage=stage, after=after, limit=size + 1, known=known)
    last = rows[size - 1] if len(rows) > size else None
    following = pack(last.last_seen_at, last.pk) if last else ""
    return PageOf[PersonShape](items=[person_shape(row) for row in rows[:size]], next=following)


@router.get(
    PERSON,
    response=PersonShape,
    operation_id="get_person",
    openapi_extra=asks(SEE),
    summary="One person and their identities; of somebody merged, whom they count as",
)
def person(request: HttpRequest, brand: str, person: int) -> PersonShape:
    caller = enter(request, brand, SEE)
    return person_shape(_found(caller, heads_of(caller.brand.pk, [person]).get(person, person)))


@router.put(
    PERSON,
    response=PersonShape,
    operation_id="describe_person",
    openapi_extra=asks(EDIT),
    summary="How the team calls a person, and where they stand with the brand",
)
def put_person(request: HttpRequest, brand: str, person: int, body: DescribePersonIn) -> PersonShape:
    caller = enter(request, brand, EDIT)
    found = _found(caller, person)
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    if changes:
        describe(found, by=caller.seat.account, at=now(), changes=changes)
    return person_shape(_found(caller, person))


def _found(caller: Caller, person: int) -> Person:
    known = caller.sight.identities()
    rows = people_of(caller.brand.pk, known).select_related("brand").prefetch_related(Prefetch("identities", known))
    return one(rows, person, "person")


def person_shape(found: Person) -> PersonShape:
    return PersonShape(
        id=found.pk,
        name=found.name,
        kind=found.kind,
        stage=found.stage,
        first_seen_at=found.first_seen_at,
        last_seen_at=found.last_seen_at,
        identities=[identity_shape(i) for i in found.identities.all()],
    )


def identity_shape(identity: Identity) -> IdentityShape:
    return IdentityShape(
        id=identity.pk,
        network=identity.network,
        name=identity.name,
        handle=identity.handle,
        url=identity.url,
        followers=identity.followers,
    )
