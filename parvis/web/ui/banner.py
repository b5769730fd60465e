"""What stands above today's page and the lists: a room that is open, or a proposal that waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.core.roles import Permission
from parvis.engagement.models import Crisis, CrisisProposal
from parvis.engagement.queries.crisis import open_crises, open_proposal
from parvis.web.ui.door import Desk


@dataclass(frozen=True, slots=True)
class Banner:
    crises: tuple[Crisis, ...] = ()
    proposal: CrisisProposal | None = None


def banner(desk: Desk) -> Banner:
    """Two queries; none for whoever may not see crises. A proposal tells of the whole brand: only who sees it is asked."""
    if not desk.may(Permission.CRISIS_SEE):
        return Banner()
    proposal = open_proposal(desk.brand.pk) if desk.sight.whole else None
    return Banner(tuple(open_crises(desk.brand.pk)), proposal)
