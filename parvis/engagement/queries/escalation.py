"""Which cases make themselves heard, and which did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from parvis.core.models import Seat
from parvis.core.roles import Role
from parvis.engagement.models import Case, Escalation, EscalationStep
from parvis.engagement.rules import CaseState
from parvis.engagement.rules.escalation import Step

LEADS = (Role.OWNER, Role.MANAGER)


def to_look_at(at: datetime, *, limit: int) -> list[Case]:
    """Open cases that changed since they were looked at, or whose next step's time has come. Over all brands."""
    changed = Q(escalate_at=None) | Q(escalate_at__lte=at)
    rows = Case.objects.filter(changed, state=CaseState.OPEN).select_related("place", "post")
    return list(rows.order_by("pk")[:limit])


def steps_of(brand_id: int) -> list[EscalationStep]:
    """Those that act, the earliest first."""
    rows = EscalationStep.objects.filter(brand_id=brand_id, removed_at=None)
    return list(rows.select_related("seat__account", "department").order_by("unit", "amount", "pk"))


def planned(steps: Sequence[EscalationStep]) -> list[Step]:
    """As `rules.escalation` reads them."""
    return [Step(step.pk, step.unit, step.amount, step.since, step.type) for step in steps]


def done_for(cases: Sequence[Case]) -> defaultdict[int, set[int]]:
    """The steps taken for each case since its person began to wait. One query."""
    since = {case.pk: case.waiting_since for case in cases}
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Escalation.objects.filter(case__in=list(since)).values_list("case_id", "step_id", "since")
    for case_id, step_id, began in rows:
        if since[case_id] == began:
            found[case_id].add(step_id)
    return found


def leads_of(brand_id: int) -> list[int]:
    """The accounts of owners and managers."""
    seats = Seat.objects.filter(brand_id=brand_id, role__in=LEADS, ended_at=None)
    return list(seats.order_by("pk").values_list("account_id", flat=True))


def latest_escalations(brand_id: int, *, limit: int = 20) -> list[Escalation]:
    """Latest first, with the case, its thread and the step."""
    rows = Escalation.objects.filter(brand_id=brand_id).select_related("case__thread", "case__post", "step__department")
    return list(rows.order_by("-at", "-pk")[:limit])
