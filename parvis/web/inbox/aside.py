"""What stands beside the conversation of a case: with whom it is, and what else is part of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parvis.core.roles import Role
from parvis.engagement.models import Case, Routing
from parvis.engagement.queries.families import members_of, merge_into, root_of, standing_on
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


def strand_of(case: Case, thread: str) -> Case:
    """Which of the conversations of a case is read: its own, or that of a case that was merged in."""
    if not thread.isdecimal() or thread == str(case.thread_id):
        return case
    return next((member for member in members_of(case) if str(member.thread_id) == thread), case)


def family(desk: Desk, case: Case, strand: Case) -> dict[str, Any]:
    """The conversations of the case, the merges that can be undone, and the cases that may be about the same matter."""
    members = members_of(case)
    threads = list({member.thread_id: member for member in reversed(members)}.values())[::-1]
    merges = merge_into(case) if len(members) > 1 else []
    return {
        "strand": strand,
        "strands": threads if len(threads) > 1 else [],
        "members": members[1:],
        "merges": [m for m in merges if m.winner_left == case.version and m.loser_left == m.loser.version],
        "neighbours": [c for c in standing_on(desk.brand.pk, case.thread_id) if root_of(c).pk != case.pk],
    }
