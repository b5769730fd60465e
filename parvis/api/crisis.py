"""Crises: what is proposed, the room and what is in it, the way out."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.crisis_shapes import (
    CrisesShape,
    CrisisHourShape,
    CrisisIn,
    CrisisLineIn,
    CrisisLineShape,
    CrisisProposalShape,
    CrisisShape,
    JournalShape,
    PostMortemIn,
    RoomShape,
    SpeakerShape,
)
from parvis.api.crisis_things import EDIT, SEE, closed, contact_told, crisis_of, role_told, statement_told, task_told
from parvis.api.cursor import pack, page_size, unpack
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.core.clock import now
from parvis.engagement.actions import crisis as acts
from parvis.engagement.actions.crisis import PostMortem
from parvis.engagement.models import Crisis, CrisisProposal
from parvis.engagement.queries import crisis as reads
from parvis.engagement.rules.crisis import threshold
from parvis.flows.crisis import names_in, open_room, said_of
from parvis.listening.models import Watch

CRISIS = "/brands/{brand}/crises/{crisis}"


@router.get(
    "/brands/{brand}/crises",
    response=CrisesShape,
    operation_id="list_crises",
    openapi_extra=asks(SEE),
    summary="Rooms, latest first, and what was proposed",
)
def list_crises(request: HttpRequest, brand: str, cursor: str = "", limit: int = 30) -> CrisesShape:
    """Proposals tell of the whole brand: none for whoever sees some places only."""
    caller, size = enter(request, brand, SEE), page_size(limit)
    found = reads.crises_of(caller.brand.pk, after=unpack(cursor) if cursor else None, limit=size + 1)
    last = found[size - 1] if len(found) > size else None
    proposals = reads.proposals_of(caller.brand.pk) if caller.sight.whole else []
    return CrisesShape(
        threshold=threshold(reads.decisions_of(caller.brand.pk)),
        proposals=[_proposal_told(proposal) for proposal in proposals],
        items=[_told(crisis) for crisis in found[:size]],
        next=pack(last.opened_at, last.pk) if last else "",
    )


@router.post(
    "/brands/{brand}/crises",
    response={201: RoomShape},
    operation_id="open_crisis",
    openapi_extra=asks(EDIT),
    summary="Open a room, from a proposal or by hand",
)
def open_crisis(request: HttpRequest, brand: str, body: CrisisIn) -> Status[RoomShape]:
    caller = enter(request, brand, EDIT)
    watches = list(Watch.objects.filter(brand=caller.brand, pk__in=body.watches))
    if len(watches) != len(set(body.watches)):
        raise fault("watches", "One of these watches is not there")
    proposals = CrisisProposal.objects.filter(brand=caller.brand).select_related("brand")
    proposal = one(proposals, body.proposal, "proposal") if body.proposal else None
    try:
        made = open_room(
            caller.brand,
            body.name,
            watches,
            language=body.language,
            proposal=proposal,
            by=caller.seat.account,
            at=now(),
        )
    except acts.Decided:
        raise Refused(409, "Somebody has decided about this proposal meanwhile") from None
    return Status(201, _whole(made, caller))


@router.post(
    "/brands/{brand}/crisis-proposals/{crisis_proposal}/refuse",
    response=CrisisProposalShape,
    operation_id="refuse_crisis",
    openapi_extra=asks(EDIT),
    summary="Not a crisis: the brand's threshold learns from it",
)
def refuse(request: HttpRequest, brand: str, crisis_proposal: Id) -> CrisisProposalShape:
    caller = enter(request, brand, EDIT)
    rows = CrisisProposal.objects.filter(brand=caller.brand).select_related("brand")
    try:
        acts.refuse_proposal(one(rows, crisis_proposal, "proposal"), by=caller.seat.account, at=now())
    except acts.Decided:
        raise Refused(409, "Somebody has decided about this proposal meanwhile") from None
    return _proposal_told(one(rows, crisis_proposal, "proposal"))


@router.get(
    CRISIS,
    response=RoomShape,
    operation_id="get_crisis",
    openapi_extra=asks(SEE),
    summary="One room: what is said by the hour and by whom, what we say, who does what",
)
def get_crisis(request: HttpRequest, brand: str, crisis: Id) -> RoomShape:
    caller = enter(request, brand, SEE)
    return _whole(crisis_of(caller, crisis), caller)


@router.get(
    f"{CRISIS}/journal",
    response=JournalShape,
    operation_id="get_crisis_journal",
    openapi_extra=asks(SEE),
    summary="What was done in the room, latest first",
)
def get_journal(request: HttpRequest, brand: str, crisis: Id, cursor: str = "", limit: int = 100) -> JournalShape:
    caller, size = enter(request, brand, SEE), page_size(limit)
    found = crisis_of(caller, crisis)
    events = reads.journal_of(found, before=unpack(cursor) if cursor else None, limit=size + 1)
    last = events[size - 1] if len(events) > size else None
    names = names_in(caller.brand, events, caller.sight)
    lines = [
        CrisisLineShape(
            at=event.at, who=event.actor.name if event.actor else "", kind=event.kind, said=said_of(event, names),
            text=str(event.data.get("text", "")),
        )
        for event in events[:size]
    ]  # fmt: skip
    return JournalShape(items=lines, next=pack(last.at, last.pk) if last else "")


@router.post(
    f"{CRISIS}/journal",
    response={201: CrisisShape},
    operation_id="write_crisis_journal",
    openapi_extra=asks(EDIT),
    summary="A note, or a decision",
)
def write(request: HttpRequest, brand: str, crisis: Id, body: CrisisLineIn) -> Status[CrisisShape]:
    caller = enter(request, brand, EDIT)
    found = crisis_of(caller, crisis)
    acts.write_journal(found, body.text, decision=body.decision, by=caller.seat.account, at=now())
    return Status(201, _told(found))


@router.post(
    f"{CRISIS}/close",
    response=CrisisShape,
    operation_id="close_crisis",
    openapi_extra=asks(EDIT),
    summary="It is over: what happened, what worked, what to change",
)
def close(request: HttpRequest, brand: str, crisis: Id, body: PostMortemIn) -> CrisisShape:
    caller = enter(request, brand, EDIT)
    said = PostMortem(body.happened, body.worked, body.to_change)
    with closed():
        acts.close_crisis(crisis_of(caller, crisis), said, by=caller.seat.account, at=now())
    return _told(crisis_of(caller, crisis))


@router.post(
    f"{CRISIS}/reopen",
    response=CrisisShape,
    operation_id="reopen_crisis",
    openapi_extra=asks(EDIT),
    summary="It was not over",
)
def reopen(request: HttpRequest, brand: str, crisis: Id) -> CrisisShape:
    caller = enter(request, brand, EDIT)
    acts.reopen_crisis(crisis_of(caller, crisis), by=caller.seat.account, at=now())
    return _told(crisis_of(caller, crisis))


def _told(crisis: Crisis) -> CrisisShape:
    return CrisisShape.from_orm(crisis)


def _proposal_told(proposal: CrisisProposal) -> CrisisProposalShape:
    return CrisisProposalShape.from_orm(proposal)


def _whole(crisis: Crisis, caller: Caller) -> RoomShape:
    sight, at = caller.sight, now()
    uses = reads.uses_of(crisis)
    hours = reads.hours_in(crisis, sight, at)
    speakers = reads.speakers_in(crisis, sight, at)
    return RoomShape(
        **_told(crisis).dict(),
        watches=[watch.pk for watch in reads.watches_in(crisis)],
        hours=[CrisisHourShape(hour=hour, posts=n, negative=bad) for hour, (n, bad) in sorted(hours.items())],
        speakers=[
            SpeakerShape(
                person=s.person_id, name=s.name, posts=s.posts, negative=s.negative, reach=s.reach,
                known_before=s.known_before,
            )
            for s in speakers
        ],
        roles=[role_told(role) for role in reads.roles_in(crisis)],
        tasks=[task_told(task) for task in reads.tasks_of(crisis)],
        statements=[statement_told(one, uses.get(one.pk, 0)) for one in reads.statements_of(crisis)],
        contacts=[contact_told(contact) for contact in reads.contacts_of(crisis, sight)],
        said=[shape_of(post) for post in reads.said_in(crisis, sight, at)],
        posts=[shape_of(post) for post in reads.latest_posts(crisis, sight, at)],
    )  # fmt: skip
