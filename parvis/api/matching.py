"""Who may be one person, who is, and who is not. Each is one call of the flow that the pages use too."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import AcceptIn, DeletedShape, EvidenceShape, MergeIn, MergeShape, NotSameShape, SuggestionShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import joining
from parvis.flows.dossier import family_seen
from parvis.people.actions.merging import AlreadyOne
from parvis.people.actions.suggesting import bring_back, put_aside, refuse, take_back_refusal
from parvis.people.families import merges_of
from parvis.people.models import Merge, NotSame, Suggestion
from parvis.people.queries import people_of
from parvis.people.resemblance import proposals, suggestion_of

LISTED = 50
EDIT = Permission.PEOPLE_EDIT
SUGGESTION = "/brands/{brand}/suggestions/{suggestion}"


@router.get(
    "/brands/{brand}/suggestions",
    response=list[SuggestionShape],
    operation_id="list_suggestions",
    openapi_extra=asks(EDIT),
    summary="Who may be one person, most certain first, with the evidence",
)
def suggestions(request: HttpRequest, brand: str, person: int | None = None) -> list[SuggestionShape]:
    caller = enter(request, brand, EDIT)
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
    f"{SUGGESTION}/accept",
    response={201: MergeShape},
    operation_id="accept_suggestion",
    openapi_extra=asks(EDIT),
    summary="They are one person",
)
def accept(request: HttpRequest, brand: str, suggestion: int, body: AcceptIn) -> Status[MergeShape]:
    caller = enter(request, brand, EDIT)
    found = _suggestion(caller, suggestion)
    keep = found.low_id if body.keep is None else body.keep
    try:
        made = joining.accept(found, keep=keep, by=caller.seat.account, at=now())
    except AlreadyOne as already:
        raise Refused(409, f"They are one person already: {already.head_id}") from already
    except ValueError as error:
        raise Refused(422, "Keep one of the two") from error
    return Status(201, merge_shape(made))


@router.post(
    f"{SUGGESTION}/refuse",
    response={201: NotSameShape},
    operation_id="refuse_suggestion",
    openapi_extra=asks(EDIT),
    summary="They are two people: never proposed again",
)
def refuse_one(request: HttpRequest, brand: str, suggestion: int) -> Status[NotSameShape]:
    caller = enter(request, brand, EDIT)
    found = _suggestion(caller, suggestion)
    row = refuse(caller.brand, one=found.low, other=found.high, by=caller.seat.account, at=now())
    if row is None:
        raise Refused(409, "They count as one person: separate them first")
    return Status(201, NotSameShape(id=row.pk, people=(row.low_id, row.high_id), at=row.at))


@router.post(
    "/brands/{brand}/people/{person}/merge",
    response={201: MergeShape},
    operation_id="merge_people",
    openapi_extra=asks(EDIT),
    summary="Another person counts as this one",
)
def merge_people(request: HttpRequest, brand: str, person: int, body: MergeIn) -> Status[MergeShape]:
    caller = enter(request, brand, EDIT)
    winner, loser = (one(people_of(caller.brand.pk), pk, "person") for pk in (person, body.other))
    try:
        made = joining.join(caller.brand, winner=winner, loser=loser, by=caller.seat.account, at=now())
    except AlreadyOne as already:
        raise Refused(409, f"They are one person already: {already.head_id}") from already
    except ValueError as error:
        raise Refused(422, "A merge needs two different people") from error
    return Status(201, merge_shape(made))


@router.post(
    "/brands/{brand}/merges/{merge}/undo",
    response=MergeShape,
    operation_id="undo_merge",
    openapi_extra=asks(EDIT),
    summary="Two people again, each with what was theirs; undoing twice changes nothing",
)
def undo_merge(request: HttpRequest, brand: str, merge: int) -> MergeShape:
    caller = enter(request, brand, EDIT)
    joining.take_back(_merge(caller, merge), by=caller.seat.account, at=now())
    return merge_shape(Merge.objects.get(pk=merge))


@router.post(
    f"{SUGGESTION}/later",
    response=SuggestionShape,
    operation_id="put_suggestion_aside",
    openapi_extra=asks(EDIT),
    summary="Somebody will decide later: it comes back in a week",
)
def later(request: HttpRequest, brand: str, suggestion: int) -> SuggestionShape:
    caller = enter(request, brand, EDIT)
    found = _suggestion(caller, suggestion)
    put_aside(caller.brand, found.pk, by=caller.seat.account, at=now())
    return shape_of(found)


@router.post(
    f"{SUGGESTION}/back",
    response=SuggestionShape,
    operation_id="bring_suggestion_back",
    openapi_extra=asks(EDIT),
    summary="What was put aside waits again at once",
)
def back(request: HttpRequest, brand: str, suggestion: int) -> SuggestionShape:
    caller = enter(request, brand, EDIT)
    found = _suggestion(caller, suggestion)
    bring_back(caller.brand, found.pk)
    return shape_of(found)


@router.get(
    "/brands/{brand}/refusals",
    response=list[NotSameShape],
    operation_id="list_refusals",
    openapi_extra=asks(EDIT),
    summary="Pairs that are two people, latest first",
)
def refusals(request: HttpRequest, brand: str) -> list[NotSameShape]:
    caller = enter(request, brand, EDIT)
    rows = NotSame.objects.filter(brand=caller.brand).order_by("-pk")[:LISTED]
    return [NotSameShape(id=row.pk, people=(row.low_id, row.high_id), at=row.at) for row in rows]


@router.delete(
    "/brands/{brand}/refusals/{refusal}",
    response=DeletedShape,
    operation_id="take_back_refusal",
    openapi_extra=asks(EDIT),
    summary="They may be proposed again",
)
def refusal_back(request: HttpRequest, brand: str, refusal: int) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    if not take_back_refusal(caller.brand, refusal, by=caller.seat.account, at=now()):
        raise Refused(404, "No such refusal")
    return DeletedShape(id=refusal)


@router.get(
    "/brands/{brand}/people/{person}/merges",
    response=list[MergeShape],
    operation_id="list_merges",
    openapi_extra=asks(EDIT),
    summary="What made one person of several, standing or undone, latest first",
)
def list_merges(request: HttpRequest, brand: str, person: int) -> list[MergeShape]:
    caller = enter(request, brand, EDIT)
    found = one(people_of(caller.brand.pk), person, "person")
    return [merge_shape(row) for row in merges_of(caller.brand.pk, family_seen(caller.sight, found.pk))]


@router.post(
    "/brands/{brand}/merges/{merge}/separate",
    response=MergeShape,
    operation_id="separate_merge",
    openapi_extra=asks(EDIT),
    summary="Two people again, who are never proposed as one any more",
)
def separate(request: HttpRequest, brand: str, merge: int) -> MergeShape:
    caller = enter(request, brand, EDIT)
    joining.separate(_merge(caller, merge), by=caller.seat.account, at=now())
    return merge_shape(Merge.objects.get(pk=merge))


def _merge(caller: Caller, merge: int) -> Merge:
    return one(Merge.objects.select_related("brand", "winner", "loser").filter(brand=caller.brand), merge, "merge")


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
