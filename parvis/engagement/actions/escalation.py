"""Steps that are taken when nobody answers: set by people, taken by a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.core import events, journal
from parvis.core.models import Account, Brand, Department, Seat
from parvis.engagement.actions import routing
from parvis.engagement.actions.held import remember, store
from parvis.engagement.actions.notices import tell
from parvis.engagement.actions.routing import Ask
from parvis.engagement.models import Case, Escalation, EscalationStep
from parvis.engagement.queries.escalation import done_for, leads_of, planned, steps_of
from parvis.engagement.queries.routing import experts_asked, open_routing_of
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import CaseState
from parvis.engagement.rules.escalation import MOST, Act, Plan, Unit, plan
from parvis.engagement.rules.targets import Terms

MOST_STEPS = 20


class BadStep(Exception):
    """It could never act: nothing to send to, or a moment that does not come. `field`: what to mend."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooManySteps(Exception):
    """Beyond MOST_STEPS nobody knows any more what will happen."""


@dataclass(frozen=True, slots=True)
class StepForm:
    unit: Unit
    amount: int
    act: Act
    type: str = ""
    seat: Seat | None = None
    department: Department | None = None


@transaction.atomic
def add_step(brand: Brand, form: StepForm, *, by: Account, at: datetime) -> EscalationStep:
    """It looks at moments from now on. Raises BadStep, TooManySteps."""
    Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand.pk)
    _check(brand, form)
    if EscalationStep.objects.filter(brand=brand, removed_at=None).count() >= MOST_STEPS:
        raise TooManySteps
    step = EscalationStep.objects.create(
        brand=brand,
        unit=form.unit,
        amount=form.amount,
        act=form.act,
        type=form.type,
        seat=form.seat if form.act is Act.TELL_LEAD else None,
        department=form.department if form.act is Act.SEND else None,
        since=at,
    )
    _tell(step, "step.added", by, at)
    return step


def _check(brand: Brand, form: StepForm) -> None:
    if not 1 <= form.amount <= MOST[form.unit]:
        raise BadStep("amount")
    if form.act is Act.SEND and (form.department is None or form.department.brand_id != brand.pk):
        raise BadStep("department")
    if form.seat is not None and (form.seat.brand_id != brand.pk or form.seat.ended_at is not None):
        raise BadStep("seat")


@transaction.atomic
def remove_step(step: EscalationStep, *, by: Account, at: datetime) -> None:
    """It acts no more. Removing twice changes nothing."""
    if EscalationStep.objects.filter(pk=step.pk, removed_at=None).update(removed_at=at):
        _tell(step, "step.removed", by, at)


def _tell(step: EscalationStep, verb: str, by: Account, at: datetime) -> None:
    said = {"unit": step.unit, "amount": step.amount, "act": step.act}
    journal.record(step.brand, actor=by, verb=verb, object=f"step:{step.pk}", data=said, at=at)
    look_again(step.brand_id)


def look_again(brand_id: int) -> None:
    """Steps or hours have changed: every open case is looked at anew."""
    Case.objects.filter(brand_id=brand_id, state=CaseState.OPEN).exclude(escalate_at=None).update(escalate_at=None)


@transaction.atomic
def look_at(cases: Sequence[Case], at: datetime) -> list[int]:
    """The cases of these for which a step is due; the others are looked at again when theirs is.

    Needs `place` and `post`. A case that changes meanwhile is looked at anew: only the version that was read is marked.
    """
    due: list[int] = []
    for brand_id in {case.brand_id for case in cases}:
        theirs = [case for case in cases if case.brand_id == brand_id]
        steps, terms, done = steps_of(brand_id), terms_of(brand_id), done_for(theirs)
        for case in theirs:
            made = _plan(case, steps, terms, done[case.pk], at)
            if made.now:
                due.append(case.pk)
            else:
                Case.objects.filter(pk=case.pk, version=case.version).update(escalate_at=made.next_at)
    return due


@transaction.atomic
def take_steps(case_id: int, at: datetime) -> int:
    """Every step that is due for this case and was not taken; how many. Called twice it takes each once."""
    case = Case.objects.select_for_update().filter(pk=case_id, state=CaseState.OPEN).first()
    if case is None or case.waiting_since is None:
        return 0
    steps, terms = {step.pk: step for step in steps_of(case.brand_id)}, terms_of(case.brand_id)
    done = done_for([case])[case.pk]
    made = _plan(case, list(steps.values()), terms, done, at)
    for step_id in made.now:
        Escalation.objects.create(brand_id=case.brand_id, case=case, step_id=step_id, since=case.waiting_since, at=at)
        _take(case, steps[step_id], at)
    later = _plan(case, list(steps.values()), terms, done | set(made.now), at)
    Case.objects.filter(pk=case.pk).update(escalate_at=later.next_at)
    return len(made.now)


def _plan(case: Case, steps: Sequence[EscalationStep], terms: Terms, done: set[int], at: datetime) -> Plan:
    if case.waiting_since is None or case.due_at is None:  # an open case has both: the database says so
        raise ValueError("an open case without due_at")
    hours = terms.hours_of(terms.target(case.place.network, case.post.kind, case.priority))
    return plan(planned(steps), done, case.type, case.waiting_since, case.due_at, hours, at)


def _take(case: Case, step: EscalationStep, at: datetime) -> None:
    said = {"act": step.act, "unit": step.unit, "amount": step.amount, "step": step.pk}
    match step.act:
        case Act.RAISE:
            case.priority = min(case.priority + 1, 2)
            store(case, at)
        case Act.SEND:
            if step.department is not None and case.department_id != step.department_id:
                routing.send(case, Ask(step.department), at, by=None)
                store(case, at)
            said["name"] = step.department.name if step.department else ""
        case _:
            told = _whom(case, step)
            tell(case.brand, told, "late", case=case, at=at, data=said)
            names = Account.objects.filter(pk__in=told).order_by("pk").values_list("name", flat=True)
            said["name"] = ", ".join(names)
    remember(case, "escalated", said, at)
    plain = {name: value for name, value in said.items() if name != "name"}
    journal.record(case.brand, actor=None, verb="case.escalated", object=f"case:{case.pk}", data=plain, at=at)
    events.publish(case.brand_id, "cases", f"case:{case.pk}", at)


def _whom(case: Case, step: EscalationStep) -> list[int]:
    if step.act == Act.TELL_ASSIGNEE:
        holders = [case.assignee.account_id] if case.assignee and case.assignee.ended_at is None else []
        away = open_routing_of(case)
        holders += experts_asked(away) if away else []
        if holders:
            return list(dict.fromkeys(holders))
    elif step.seat is not None and step.seat.ended_at is None:
        return [step.seat.account_id]
    # Nobody holds it, or whom the step names has left: the leads hear of it rather than nobody.
    return leads_of(case.brand_id)
