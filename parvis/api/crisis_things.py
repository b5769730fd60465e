"""What a crisis room holds: roles, the checklist, statements, people to inform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.cases_shapes import VersionIn
from parvis.api.crisis_shapes import (
    CrisisContactShape,
    CrisisRoleIn,
    CrisisRoleShape,
    CrisisTaskIn,
    CrisisTaskPatch,
    CrisisTaskShape,
    InformedIn,
    PeopleIn,
    SeenVersionIn,
    StatementIn,
    StatementShape,
)
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.held import CASE, case_of, standing
from parvis.api.router import router
from parvis.api.shapes import CaseShape, DeletedShape
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission, allows
from parvis.engagement.actions import crisis as acts
from parvis.engagement.actions import statements
from parvis.engagement.actions.statements import StaleStatement, Wording
from parvis.engagement.models import Crisis, CrisisContact, CrisisRole, CrisisTask, Statement
from parvis.engagement.queries import crisis as reads
from parvis.flows import macros
from parvis.flows.crisis import NoPrivateWay, prepare_message
from parvis.outbox.actions.drafts import StaleSave
from parvis.outbox.queries import personas_of
from parvis.people.queries import people_of

SEE, EDIT = Permission.CRISIS_SEE, Permission.CRISIS_RUN
CRISIS = "/brands/{brand}/crises/{crisis}"
TASK = "/brands/{brand}/crisis-tasks/{crisis_task}"
STATEMENT = "/brands/{brand}/statements/{statement}"
CONTACT = "/brands/{brand}/crisis-contacts/{crisis_contact}"


@contextmanager
def closed() -> Iterator[None]:
    """What a closed room, or a newer wording, refuses."""
    try:
        yield
    except acts.Closed:
        raise Refused(409, "This room is closed: open it again to change something in it") from None
    except StaleStatement as stale:
        said = f"Reworded meanwhile: version {stale.stored.version} stands"
        raise Refused(409, said, more={"version": stale.stored.version, "stored": stale.stored.body}) from None


def crisis_of(caller: Caller, crisis: int) -> Crisis:
    return one(Crisis.objects.filter(brand=caller.brand).select_related("brand"), crisis, "crisis")


@router.post(
    f"{CRISIS}/roles",
    response={201: CrisisRoleShape},
    operation_id="give_crisis_role",
    openapi_extra=asks(EDIT),
    summary="Who does what: pilot, spokesperson, writer, approver, legal",
)
def give_role(request: HttpRequest, brand: str, crisis: Id, body: CrisisRoleIn) -> Status[CrisisRoleShape]:
    caller = enter(request, brand, EDIT)
    seat = one(Seat.objects.filter(brand=caller.brand, ended_at=None), body.seat, "seat")
    with closed():
        made = acts.give_role(crisis_of(caller, crisis), body.role, seat, by=caller.seat.account, at=now())
    return Status(201, role_told(made))


@router.delete(
    "/brands/{brand}/crisis-roles/{crisis_role}",
    response=DeletedShape,
    operation_id="end_crisis_role",
    openapi_extra=asks(EDIT),
    summary="They do it no longer",
)
def end_role(request: HttpRequest, brand: str, crisis_role: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    role = one(CrisisRole.objects.filter(brand=caller.brand).select_related("crisis__brand"), crisis_role, "role")
    with closed():
        acts.end_role(role, by=caller.seat.account, at=now())
    return DeletedShape(id=crisis_role)


@router.post(
    f"{CRISIS}/tasks",
    response={201: CrisisTaskShape},
    operation_id="add_crisis_task",
    openapi_extra=asks(EDIT),
    summary="One more line of the checklist",
)
def add_task(request: HttpRequest, brand: str, crisis: Id, body: CrisisTaskIn) -> Status[CrisisTaskShape]:
    caller = enter(request, brand, EDIT)
    with closed():
        try:
            made = acts.add_task(crisis_of(caller, crisis), body.text, by=caller.seat.account, at=now())
        except ValueError:
            raise Refused(409, "A hundred lines at most: remove some first") from None
    return Status(201, task_told(made))


@router.patch(
    TASK,
    response=CrisisTaskShape,
    operation_id="change_crisis_task",
    openapi_extra=asks(EDIT),
    summary="Ticked off or not, or reworded",
)
def change_task(request: HttpRequest, brand: str, crisis_task: Id, body: CrisisTaskPatch) -> CrisisTaskShape:
    caller = enter(request, brand, EDIT)
    rows = CrisisTask.objects.filter(brand=caller.brand).select_related("crisis__brand", "done_by")
    with closed():
        if body.text is not None:
            acts.reword_task(one(rows, crisis_task, "line"), body.text, by=caller.seat.account, at=now())
        if body.done is not None:
            acts.tick_task(one(rows, crisis_task, "line"), done=body.done, by=caller.seat.account, at=now())
    return task_told(one(rows, crisis_task, "line"))


@router.delete(
    TASK,
    response=DeletedShape,
    operation_id="remove_crisis_task",
    openapi_extra=asks(EDIT),
    summary="A line of the checklist goes",
)
def remove_task(request: HttpRequest, brand: str, crisis_task: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    task = one(CrisisTask.objects.filter(brand=caller.brand).select_related("crisis__brand"), crisis_task, "line")
    with closed():
        acts.remove_task(task, by=caller.seat.account, at=now())
    return DeletedShape(id=crisis_task)


@router.post(
    f"{CRISIS}/statements",
    response={201: StatementShape},
    operation_id="write_statement",
    openapi_extra=asks(EDIT),
    summary="What we say, prepared: a draft until somebody validates it",
)
def write_statement(request: HttpRequest, brand: str, crisis: Id, body: StatementIn) -> Status[StatementShape]:
    caller = enter(request, brand, EDIT)
    wording = _wording(caller, body)
    with closed():
        made = statements.write_statement(crisis_of(caller, crisis), wording, by=caller.seat.account, at=now())
    return Status(201, statement_told(made, 0))


@router.put(
    STATEMENT,
    response=StatementShape,
    operation_id="reword_statement",
    openapi_extra=asks(EDIT),
    summary="Other words; those validated before stay offered until these are",
)
def reword_statement(request: HttpRequest, brand: str, statement: Id, body: StatementIn) -> StatementShape:
    caller = enter(request, brand, EDIT)
    found, wording = _statement(caller, statement), _wording(caller, body)
    with closed():
        made = statements.write_statement(
            found.crisis, wording, by=caller.seat.account, at=now(), statement=found, version=body.version
        )
    return statement_told(made, reads.uses_of(found.crisis).get(made.pk, 0))


@router.post(
    f"{STATEMENT}/validate",
    response=StatementShape,
    operation_id="validate_statement",
    openapi_extra=asks(EDIT),
    summary="These very words may be said: the version that was read",
)
def validate_statement(request: HttpRequest, brand: str, statement: Id, body: SeenVersionIn) -> StatementShape:
    caller = enter(request, brand, EDIT)
    found = _statement(caller, statement)
    with closed():
        made = statements.validate_statement(found, version=body.version, by=caller.seat.account, at=now())
    return statement_told(made, reads.uses_of(found.crisis).get(made.pk, 0))


@router.delete(
    STATEMENT,
    response=DeletedShape,
    operation_id="withdraw_statement",
    openapi_extra=asks(EDIT),
    summary="No longer to be said; what was sent stays sent",
)
def withdraw_statement(request: HttpRequest, brand: str, statement: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    with closed():
        statements.withdraw_statement(_statement(caller, statement), by=caller.seat.account, at=now())
    return DeletedShape(id=statement)


@router.post(
    f"{CASE}/statements/{{statement}}",
    response=CaseShape,
    operation_id="use_statement",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="The validated words of an open crisis, into the caller's draft",
)
def use_statement(request: HttpRequest, brand: str, case: int, statement: Id, body: VersionIn) -> CaseShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    found = case_of(caller, case)
    chosen = next((one for one in reads.offered_in(found) if one.pk == statement), None)
    if chosen is None:
        raise Refused(404, "No such statement for this case")
    if allows(caller.seat.role, Permission.REPLY_SEND):
        try:
            macros.write_words(found, chosen.validated, me=caller.seat, at=now())
        except StaleSave as refused:
            raise Refused(409, f"The draft was saved elsewhere: version {refused.stored.version} stands") from None
    return standing(found.pk)


@router.post(
    f"{CRISIS}/people",
    response={201: list[CrisisContactShape]},
    operation_id="add_crisis_people",
    openapi_extra=asks(EDIT),
    summary="People to be told before others",
)
def add_people(request: HttpRequest, brand: str, crisis: Id, body: PeopleIn) -> Status[list[CrisisContactShape]]:
    caller = enter(request, brand, EDIT)
    found = crisis_of(caller, crisis)
    known = None if caller.sight.whole else caller.sight.identities()
    people = list(people_of(caller.brand.pk, known).filter(pk__in=body.people))
    with closed():
        acts.add_contacts(found, people, by=caller.seat.account, at=now())
    return Status(201, [contact_told(one) for one in reads.contacts_of(found, caller.sight)])


@router.post(
    f"{CONTACT}/informed",
    response=CrisisContactShape,
    operation_id="inform_crisis_person",
    openapi_extra=asks(EDIT),
    summary="Somebody told them, or did not after all",
)
def informed(request: HttpRequest, brand: str, crisis_contact: Id, body: InformedIn) -> CrisisContactShape:
    caller = enter(request, brand, EDIT)
    with closed():
        contact = _contact(caller, crisis_contact)
        acts.inform_contact(contact, informed=body.informed, by=caller.seat.account, at=now())
    return contact_told(_contact(caller, crisis_contact))


@router.delete(
    CONTACT,
    response=DeletedShape,
    operation_id="remove_crisis_person",
    openapi_extra=asks(EDIT),
    summary="Off the list",
)
def remove_contact(request: HttpRequest, brand: str, crisis_contact: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    with closed():
        acts.remove_contact(_contact(caller, crisis_contact), by=caller.seat.account, at=now())
    return DeletedShape(id=crisis_contact)


@router.post(
    f"{CONTACT}/message",
    response=CaseShape,
    operation_id="draft_to_crisis_person",
    openapi_extra=asks(EDIT),
    summary="A draft in their last private conversation with us; a person reads it and sends it",
)
def message(request: HttpRequest, brand: str, crisis_contact: Id) -> CaseShape:
    """With the words of the first validated statement. 409 where they never wrote to us in private."""
    caller = enter(request, brand, EDIT)
    contact = _contact(caller, crisis_contact)
    words = [one.validated for one in reads.statements_of(contact.crisis) if one.validated]
    try:
        case = prepare_message(contact, words[0] if words else "", me=caller.seat, at=now())
    except NoPrivateWay:
        raise Refused(409, "They never wrote to us in private") from None
    return standing(case.pk)


def role_told(role: CrisisRole) -> CrisisRoleShape:
    return CrisisRoleShape(id=role.pk, role=role.role, seat=role.seat_id, name=role.seat.account.name)


def task_told(task: CrisisTask) -> CrisisTaskShape:
    return CrisisTaskShape(
        id=task.pk, text=task.text, done_at=task.done_at, done_by=task.done_by.name if task.done_by else ""
    )


def statement_told(one: Statement, uses: int) -> StatementShape:
    return StatementShape(
        id=one.pk, name=one.name, network=one.network, language=one.language, persona=one.persona_id, body=one.body,
        validated=one.validated, version=one.version, validated_at=one.validated_at, uses=uses,
    )  # fmt: skip


def contact_told(contact: CrisisContact) -> CrisisContactShape:
    return CrisisContactShape(
        id=contact.pk, person=contact.person_id, name=contact.person.name, informed_at=contact.informed_at
    )


def _wording(caller: Caller, body: StatementIn) -> Wording:
    personas = personas_of(caller.brand.pk, caller.seat.account)
    persona = one(personas, body.persona, "signer") if body.persona else None
    if not body.name.strip():
        raise fault("name", "Give it a name")
    return Wording(body.name, body.body, body.network, body.language, persona)


def _statement(caller: Caller, pk: int) -> Statement:
    rows = Statement.objects.filter(brand=caller.brand, removed_at=None).select_related("crisis__brand")
    return one(rows, pk, "statement")


def _contact(caller: Caller, pk: int) -> CrisisContact:
    rows = CrisisContact.objects.filter(brand=caller.brand).select_related("crisis__brand", "person")
    return one(rows, pk, "person on the list")
