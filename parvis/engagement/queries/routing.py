"""Where cases are, who sees what of them there, and how long departments take."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from parvis.core.models import Seat
from parvis.core.roles import Role
from parvis.engagement.models import Case, Routing
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import RoutingOutcome
from parvis.engagement.rules.hours import between

MEASURED = 5000
"""Questions that a measure looks at, latest first."""
SETTLED = (RoutingOutcome.ANSWERED, RoutingOutcome.NEEDS_MORE, RoutingOutcome.NOT_OURS)


def open_routing_of(case: Case) -> Routing | None:
    """Where the case is now; None = with its owner."""
    rows = Routing.objects.filter(brand_id=case.brand_id, case=case, returned_at=None)
    return rows.select_related("department", "expert__account", "asked_by").first()


def routings_of(case: Case) -> list[Routing]:
    """Every time it was away, oldest first."""
    rows = Routing.objects.filter(brand_id=case.brand_id, case=case)
    return list(rows.select_related("department", "expert__account", "asked_by", "returned_by").order_by("pk"))


def experts_asked(routing: Routing) -> list[int]:
    """The accounts that a question is put to."""
    seats = Seat.objects.filter(brand_id=routing.brand_id, ended_at=None)
    if routing.expert_id is not None:
        seats = seats.filter(pk=routing.expert_id)
    elif routing.department_id is not None:
        seats = seats.filter(department_id=routing.department_id)
    else:
        return []
    return list(seats.order_by("pk").values_list("account_id", flat=True))


def shared_with(seat: Seat, case: Case, routing: Routing | None) -> Routing | None:
    """The question whose limits bind this seat's eyes; None = it sees all of the case.

    An expert whom the case was given to sees all of it; one who is asked sees what the sender chose.
    """
    if seat.role != Role.EXPERT or case.assignee_id == seat.pk:
        return None
    return routing


def limits_for(seat: Seat, case: Case) -> Routing | None:
    """What the sender lets this seat see of the case; None = all of it."""
    return shared_with(seat, case, open_routing_of(case)) if seat.role == Role.EXPERT else None


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one department (or expert) took. `settled`: questions that came back answered, wanting more or refused;
    `typical`: the median of their open time, None without any; `standing`: still there; `oldest`: open time of the oldest."""

    name: str
    settled: int
    typical: timedelta | None
    standing: int
    oldest: timedelta


def waits_of(brand_id: int, since: datetime, at: datetime) -> list[Wait]:
    """By department, over the questions asked since; the slowest first. Apart from the time that the public waits."""
    rows = Routing.objects.filter(brand_id=brand_id, asked_at__gte=since).select_related(
        "department", "expert__account"
    )
    hours = terms_of(brand_id).hours
    took: defaultdict[str, list[timedelta]] = defaultdict(list)
    stands: defaultdict[str, list[timedelta]] = defaultdict(list)
    for row in rows.order_by("-asked_at", "-pk")[:MEASURED]:
        name = row.department.name if row.department else row.expert.account.name if row.expert else ""
        if row.returned_at is None:
            stands[name].append(between(row.asked_at, at, hours))
        elif row.outcome in SETTLED:
            took[name].append(between(row.asked_at, row.returned_at, hours))
    found = [
        Wait(
            name,
            len(took[name]),
            _median(took[name]),
            len(stands[name]),
            max(stands[name], default=timedelta()),
        )
        for name in took.keys() | stands.keys()
    ]
    return sorted(found, key=lambda wait: (-(wait.typical or wait.oldest), wait.name))


def _median(lengths: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(length.total_seconds() for length in lengths)) if lengths else None
