"""People: who may be one person, who is, and who is not. Each is one call of the flow that the pages use too."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.router import router
from parvis.api.shapes import AcceptIn, EvidenceShape, MergeIn, MergeShape, RefusalShape, SuggestionShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import joining
from parvis.people.actions.merging import AlreadyOne
from parvis.people.actions.suggesting import refuse
from parvis.people.models import Merge, Person, Suggestion
from parvis.people.queries import people_of
from parvis.people.resemblance import proposals, suggestion_of

LISTED = 50


@router.get(
    "/brands/{brand}/suggestions",
    response=list[SuggestionShape],
    operation_id="list_suggestions",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="Who may be one person, most certain first, with the evidence",
)
def suggestions(request: HttpRequest, brand: str, person: int | None = None) -> list[SuggestionShape]:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    return [shape_of(p.suggestion) for p in proposals(caller.brand.pk, now(), person_id=person, limit=LISTED)]


def shape_of(suggestion: Suggestion) -> SuggestionShape:
    told = [EvidenceShape(kind=e["kind"], weight=e["weight"], text=_said(e)) for e in suggestion.evidence]
    return SuggestionShape(
        id=suggestion.pk, people=(suggestion.low_id, suggestion.high_id), confidence=suggestion.score, evidence=told
    )


def _said(evidence: dict[str, object]) -> str:
    """In English: programs read it."""
    params = evidence.get("params")
    return str(evidence["text"]) % params if params else str(evidence["text"])


@router.post(
    "/brands/{brand}/suggestions/{suggestion}/accept",
    response={201: MergeShape},
    operation_id="accept_suggestion",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="They are one person",
)
def accept(request: HttpRequest, brand: str, suggestion: int, body: AcceptIn) -> Status[MergeShape]:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    found = _suggestion(caller, suggestion)
    keep = found.low_id if body.keep is None else body.keep
    try:
        made = joining.accept(found, keep=keep, by=caller.seat.account, at=now())
    except AlreadyOne as one:
        raise Refused(409, f"They are one person already: {one.head_id}") from one
    except ValueError as error:
        raise Refused(422, "Keep one of the two") from error
    return Status(201, merge_shape(made))


@router.post(
    "/brands/{brand}/suggestions/{suggestion}/refuse",
    response={201: RefusalShape},
    operation_id="refuse_suggestion",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="They are two people: never proposed again",
)
def refuse_one(request: HttpRequest, brand: str, suggestion: int) -> Status[RefusalShape]:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    found = _suggestion(caller, suggestion)
    row = refuse(caller.brand, one=found.low, other=found.high, by=caller.seat.account, at=now())
    if row is None:
        raise Refused(409, "They count as one person: separate them first")
    return Status(201, RefusalShape(id=row.pk, people=(row.low_id, row.high_id), at=row.at))


@router.post(
    "/brands/{brand}/people/{person}/merge",
    response={201: MergeShape},
    operation_id="merge_people",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="Another person counts as this one",
)
def merge_people(request: HttpRequest, brand: str, person: int, body: MergeIn) -> Status[MergeShape]:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    winner, loser = (_person(people_of(caller.brand.pk), pk) for pk in (person, body.other))
    try:
        made = joining.join(caller.brand, winner=winner, loser=loser, by=caller.seat.account, at=now())
    except AlreadyOne as one:
        raise Refused(409, f"They are one person already: {one.head_id}") from one
    except ValueError as error:
        raise Refused(422, "A merge needs two different people") from error
    return Status(201, merge_shape(made))


@router.post(
    "/brands/{brand}/merges/{merge}/undo",
    response=MergeShape,
    operation_id="undo_merge",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="Two people again, each with what was theirs; undoing twice changes nothing",
)
def undo_merge(request: HttpRequest, brand: str, merge: int) -> MergeShape:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    rows = Merge.objects.select_related("brand", "winner", "loser").filter(brand=caller.brand)
    found = rows.filter(pk=merge).first()
    if found is None:
        raise Refused(404, "No such merge")
    joining.take_back(found, by=caller.seat.account, at=now())
    return merge_shape(rows.get(pk=merge))


def merge_shape(merge: Merge) -> MergeShape:
    return MergeShape(
        id=merge.pk,
        winner=merge.winner_id,
        loser=merge.loser_id,
        reason=merge.reason,
        at=merge.at,
        undone_at=merge.undone_at,
    )


def _suggestion(caller: Caller, suggestion_id: int) -> Suggestion:
    try:
        found = suggestion_of(caller.brand.pk, suggestion_id)
    except Suggestion.DoesNotExist as error:
        raise Refused(404, "No such suggestion") from error
    found.brand = caller.brand
    return found


def _person(people: QuerySet[Person], person_id: int) -> Person:
    found = people.filter(pk=person_id).first()
    if found is None:
        raise Refused(404, "No such person")
    return found
