"""The places that explorations propose: why, what is said there, and what one decides."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest

from parvis.api.bounds import Id, Line
from parvis.api.cursor import page_size
from parvis.api.discovery import found as exploration_of
from parvis.api.discovery_shapes import (
    CandidateInFull,
    CandidateShape,
    CandidatesPage,
    CommunityShape,
    Decision,
    RefusalIn,
    SampleShape,
)
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import refused_by
from parvis.api.router import router
from parvis.api.shapes import Problem
from parvis.connectors.contract import ConnectorError
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.accepting import listen_to_candidate
from parvis.listening.discovery.actions import candidates as actions
from parvis.listening.discovery.models import Candidate, Exploration
from parvis.listening.discovery.queries import Filters, candidate_of, candidates_of, communities_of, links_with
from parvis.listening.discovery.rules import reasons, score


@router.get(
    "/brands/{brand}/explorations/{exploration}/candidates",
    response=CandidatesPage,
    operation_id="list_candidates",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="The places found, best first",
)
def list_candidates(
    request: HttpRequest, brand: str, exploration: Id, decision: Decision = "", network: Line = "", language: Line = "",
    active: float = 0.0, community: int = 0, new: bool = False, cursor: Line = "", limit: int = 50,
) -> CandidatesPage:  # fmt: skip
    """`active`: at least so many messages a week. `decision`: "open" = nothing decided."""
    one = exploration_of(enter(request, brand, Permission.PLACES_EDIT), exploration)
    if not math.isfinite(active) or abs(community) > 2**31:
        raise Refused(422, "No such number")
    asked = Filters(decision, network, language, active, community, new)
    size = page_size(limit)
    rows = candidates_of(one, asked, after=_after(cursor), limit=size + 1)
    more = f"{rows[size - 1].score}_{rows[size - 1].pk}" if len(rows) > size else ""
    return CandidatesPage(items=[CandidateShape(**_told(row, one)) for row in rows[:size]], next=more)


@router.get(
    "/brands/{brand}/explorations/{exploration}/communities",
    response=list[CommunityShape],
    operation_id="list_communities",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Places that link to one another, the largest community first",
)
def list_communities(request: HttpRequest, brand: str, exploration: Id) -> list[CommunityShape]:
    one = exploration_of(enter(request, brand, Permission.PLACES_EDIT), exploration)
    return [
        CommunityShape(
            number=group.number, size=group.size, voices=[CandidateShape(**_told(voice, one)) for voice in group.voices]
        )
        for group in communities_of(one)
    ]


@router.get(
    "/brands/{brand}/candidates/{candidate}",
    response=CandidateInFull,
    operation_id="get_candidate",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="One place that was found: why, what is said there, who links to it",
)
def get_candidate(request: HttpRequest, brand: str, candidate: Id) -> CandidateInFull:
    return _in_full(_found(enter(request, brand, Permission.PLACES_EDIT), candidate))


@router.post(
    "/brands/{brand}/candidates/{candidate}/accept",
    response={200: CandidateInFull, 422: Problem},
    operation_id="accept_candidate",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Looked at for real, then listened to",
)
def accept_candidate(request: HttpRequest, brand: str, candidate: Id) -> CandidateInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    one = _found(caller, candidate)
    try:
        listen_to_candidate(one, by=caller.seat.account, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "candidate") from None
    return _in_full(one)


@router.post(
    "/brands/{brand}/candidates/{candidate}/refuse",
    response=CandidateInFull,
    operation_id="refuse_candidate",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Never proposed again",
)
def refuse_candidate(request: HttpRequest, brand: str, candidate: Id, body: RefusalIn) -> CandidateInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    one = _found(caller, candidate)
    actions.refuse(one, body.reason, by=caller.seat.account, at=now())
    return _in_full(one)


@router.post(
    "/brands/{brand}/candidates/{candidate}/later",
    response=CandidateInFull,
    operation_id="put_off_candidate",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Put aside",
)
def put_off_candidate(request: HttpRequest, brand: str, candidate: Id) -> CandidateInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    one = _found(caller, candidate)
    actions.put_off(one, by=caller.seat.account, at=now())
    return _in_full(one)


@router.post(
    "/brands/{brand}/candidates/{candidate}/reconsider",
    response=CandidateInFull,
    operation_id="reconsider_candidate",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="The decision is taken back; a place that is listened to stays one",
)
def reconsider_candidate(request: HttpRequest, brand: str, candidate: Id) -> CandidateInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    one = _found(caller, candidate)
    actions.reconsider(one, by=caller.seat.account, at=now())
    return _in_full(one)


def _found(caller: Caller, candidate: int) -> Candidate:
    one = candidate_of(caller.brand.pk, candidate)
    if one is None:
        raise Refused(404, "No such place was found")
    return one


def _after(cursor: str) -> tuple[float, int] | None:
    """Raises Refused(400) for a cursor that we did not give."""
    if not cursor:
        return None
    said, _line, pk = cursor.partition("_")
    try:
        if not math.isfinite(float(said)) or int(pk) > 2**53:
            raise ValueError("not one of ours")
        return float(said), int(pk)
    except ValueError:
        raise Refused(400, "This cursor is not one of ours") from None


def _told(row: Candidate, one: Exploration) -> dict[str, Any]:
    told = actions.evidence_of(row, now())
    parts = score(told)
    named = (
        "id",
        "site",
        "title",
        "address",
        "url",
        "network",
        "language",
        "score",
        "confidence",
        "path",
        "community",
        "decision",
    )
    return {
        **{name: getattr(row, name) for name in named},
        "relevance": round(parts.relevance, 3), "activity": round(parts.activity, 3), "audience": round(parts.audience, 3),
        "overlap": round(parts.overlap, 3), "reasons": [str(said) for said in reasons(told, row.language, row.ears)],
        "new": row.round == one.round, "place": row.place_id,
    }  # fmt: skip


def _in_full(row: Candidate) -> CandidateInFull:
    to, of = links_with(row)
    return CandidateInFull(
        **_told(row, row.exploration), reason=row.reason,
        samples=[SampleShape(**{name: str(sample.get(name, "")) for name in SampleShape.model_fields}) for sample in row.samples],
        cited_by=list(dict.fromkeys(link.source for link in to)), cites=list(dict.fromkeys(link.target for link in of)),
    )  # fmt: skip
