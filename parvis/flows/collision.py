"""Two people, one conversation: an answer leaves only if its writer knows what colleagues have said or are writing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.core.models import Seat
from parvis.engagement.models import Case
from parvis.engagement.queries.presence import Here, answered_since, others_at
from parvis.flows import reply
from parvis.outbox.models import Outgoing


class Crossing(Exception):
    """Nothing was sent. `answers`: of colleagues, unknown to the writer; `typing`: colleagues who write one now."""

    def __init__(self, answers: list[Outgoing], typing: list[Here]) -> None:
        super().__init__(f"{len(answers)} answers, {len(typing)} writing")
        self.answers = answers
        self.typing = typing


def answer(
    case: Case,
    draft: Outgoing,
    *,
    strand: Case,
    known: int | None,
    sure: bool,
    by: Seat,
    at: datetime,
    send_at: datetime | None = None,
) -> Outgoing:
    """Let the draft go. `strand`: whose conversation it answers, where the case has several; `known`: the newest answer that
    its writer has seen, None = not asked; `sure`: they were told that somebody else is writing; `send_at`: not before, None = now.
    Raises Crossing, and what `reply.let_go` raises."""
    with transaction.atomic():
        # Two who press « send » together queue here: the second one learns of the first.
        Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case.pk, brand_id=by.brand_id)
        answers = answered_since(strand, known, by.account) if known is not None else []
        typing = [] if sure else [one for one in others_at(by, [case.pk], at).get(case.pk, []) if one.typing]
        if answers or typing:
            raise Crossing(answers, typing)
        return reply.let_go(draft, by=by.account, at=at, send_at=send_at)
