"""Cases of somebody who asked to be forgotten: what was done stays, what was said goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from parvis.core.traces import GONE, Traces
from parvis.engagement.models import BulkCase, Case, CaseEvent, CaseMerge, Notice, Routing
from parvis.engagement.rules import CaseState, Outcome


@transaction.atomic
def settle_cases(
    brand_id: int, identity_ids: Sequence[int], person_ids: Sequence[int], traces: Traces, at: datetime
) -> int:
    """Nobody waits any more: open ones are closed; notes lose their words. How many cases there were."""
    theirs = Q(author_id__in=list(identity_ids)) | Q(person_id__in=list(person_ids))
    cases = Case.objects.filter(theirs, brand_id=brand_id)
    ids = list(cases.values_list("pk", flat=True))
    for event in CaseEvent.objects.filter(case_id__in=ids):
        if event.kind == "note" or traces.within(event.data):
            event.data = (
                {**traces.clean(event.data), "text": GONE} if event.kind == "note" else traces.clean(event.data)
            )
            event.save(update_fields=["data"])
    _clean_desk(ids, traces)
    ended = Case.objects.filter(pk__in=ids).exclude(state=CaseState.CLOSED)
    closing = list(ended.values_list("pk", flat=True))
    ended.update(
        state=CaseState.CLOSED, outcome=Outcome.NO_ANSWER_NEEDED, closed_at=at, waiting_since=None, due_at=None,
        snoozed_until=None, updated_at=at, version=F("version") + 1,
    )  # fmt: skip
    CaseEvent.objects.bulk_create(
        [CaseEvent(case_id=pk, at=at, kind="closed", data={"outcome": Outcome.NO_ANSWER_NEEDED}) for pk in closing]
    )
    Case.objects.filter(pk__in=ids).update(author=None, person=None)
    return len(ids)


def _clean_desk(case_ids: Sequence[int], traces: Traces) -> None:
    """What was asked and answered about these cases, and what colleagues were told of them."""
    asked = Routing.objects.filter(case_id__in=case_ids)
    asked.exclude(question="").update(question=GONE)
    asked.exclude(answer="").update(answer=GONE)
    for notice in Notice.objects.filter(case_id__in=case_ids):
        if traces.within(notice.data):
            notice.data = traces.clean(notice.data)
            notice.save(update_fields=["data"])
    BulkCase.objects.filter(case_id__in=case_ids).delete()  # an act on many is not undone for them any more
    for merge in CaseMerge.objects.filter(Q(winner_id__in=case_ids) | Q(loser_id__in=case_ids)):
        if traces.within(merge.before):
            merge.before = traces.clean(merge.before)
            merge.save(update_fields=["before"])
