"""What stands beside the conversation of a case: with whom it is, and what else is part of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from parvis.engagement.models import Case, Routing
from parvis.engagement.queries import families, routed, visible_to
from parvis.engagement.queries.families import merge_into, root_of, standing_on
from parvis.engagement.queries.routing import limits_for, open_routing_of
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
    return limits_for(desk.seat, case)


def members_seen(desk: Desk, case: Case) -> list[Case]:
    return families.members_seen(desk.seat, case)


def _beside(desk: Desk, case: Case) -> list[Case]:
    """The other cases on the same thread that this seat may open."""
    others = [one for one in standing_on(desk.brand.pk, case.thread_id) if root_of(one).pk != case.pk]
    if not others or routed(desk.seat) is None:
        return others
    seen = set(visible_to(desk.seat).filter(pk__in=[one.pk for one in others]).values_list("pk", flat=True))
    return [one for one in others if one.pk in seen]


def strand_of(desk: Desk, case: Case, thread: str) -> Case:
    """Which of the conversations of a case is read: as the address says."""
    return families.strand_of(desk.seat, case, int(thread) if thread.isdecimal() and len(thread) < 18 else None)


def family(desk: Desk, case: Case, strand: Case) -> dict[str, Any]:
    """The conversations of the case, the merges that can be undone, and the cases that may be about the same matter."""
    members = members_seen(desk, case)
    seen = {member.pk for member in members}
    threads = list({member.thread_id: member for member in reversed(members)}.values())[::-1]
    merges = merge_into(case) if len(members) > 1 else []
    return {
        "strand": strand,
        "strands": threads if len(threads) > 1 else [],
        "members": members[1:],
        "merges": [
            m
            for m in merges
            if m.loser_id in seen and m.winner_left == case.version and m.loser_left == m.loser.version
        ],
        "neighbours": _beside(desk, case),
    }
