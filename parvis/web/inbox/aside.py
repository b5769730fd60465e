"""What stands beside the conversation of a case: with whom it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parvis.core.roles import Role
from parvis.engagement.models import Case, Routing
from parvis.engagement.queries.routing import open_routing_of, shared_with
from parvis.engagement.queries.terms import terms_of
from parvis.web.ui.door import Desk


def away(desk: Desk, case: Case, at: datetime) -> dict[str, Any]:
    """The open question about the case; nothing to show when it is with its owner."""
    routing = open_routing_of(case)
    if routing is None:
        return {"routing": None}
    department, expert = routing.department, routing.expert
    return {
        "routing": routing,
        "away_name": expert.account.name if expert else department.name if department else "—",
        "away_open": terms_of(desk.brand.pk).waited(routing.asked_at, at),
        "asked_of_me": (
            routing.expert_id == desk.seat.pk
            if routing.expert_id
            else department is not None and department.pk == desk.seat.department_id
        ),
    }


def limits_of(desk: Desk, case: Case) -> Routing | None:
    """What the sender lets this seat see of the case; None = all of it."""
    if desk.seat.role != Role.EXPERT:
        return None
    return shared_with(desk.seat, case, open_routing_of(case))
