"""Cases of somebody who asked to be forgotten: what was done stays, what was said goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from parvis.core.traces import GONE, Traces
from parvis.engagement.models import (
    BulkCase,
    Case,
    CaseEvent,
    CaseMerge,
    Crisis,
    CrisisEvent,
    CrisisTask,
    Notice,
    Routing,
    Statement,
)
from parvis.engagement.rules import CaseState, Outcome, RoutingOutcome


@transaction.atomic
def settle_cases(
    brand_id: int, identity_ids: Sequence[int], person_ids: Sequence[int], traces: Traces, at: datetime
) -> int:
    """Nobody waits any more: open ones are closed; notes and questions lose their words. How many cases there were.

    They are emptied, never deleted: others' cases may have become part of them. While one has, it stays open for those.
    """
    theirs = Q(author_id__in=list(identity_ids)) | Q(person_id__in=list(person_ids))
    cases = Case.objects.filter(theirs, brand_id=brand_id)
    ids = list(cases.values_list("pk", flat=True))
    _clean_history(ids, traces)
    _clean_routings(ids, traces)
    _clean_others(brand_id, ids, identity_ids, traces)
    Notice.objects.filter(case_id__in=ids).delete()
    _clean_rooms(brand_id, traces)
    shared = Case.objects.filter(merged_into__in=ids).exclude(pk__in=ids).values("merged_into")
    ended = Case.objects.filter(pk__in=ids).exclude(state=CaseState.CLOSED).exclude(pk__in=shared)
    closing = list(ended.values_list("pk", flat=True))
    ended.update(
        state=CaseState.CLOSED, outcome=Outcome.NO_ANSWER_NEEDED, closed_at=at, waiting_since=None, due_at=None,
        snoozed_until=None, department=None, expert=None, updated_at=at, version=F("version") + 1,
    )  # fmt: skip
    CaseEvent.objects.bulk_create(
        [CaseEvent(case_id=pk, at=at, kind="closed", data={"outcome": Outcome.NO_ANSWER_NEEDED}) for pk in closing]
    )
    Routing.objects.filter(case_id__in=closing, returned_at=None).update(returned_at=at, outcome=RoutingOutcome.CLOSED)
    # One version higher: a merge with what they were is not undone to how it stood.
    Case.objects.filter(pk__in=ids).update(author=None, person=None, version=F("version") + 1)
    return len(ids)


def _clean_history(case_ids: Sequence[int], traces: Traces) -> None:
    for event in CaseEvent.objects.filter(case_id__in=case_ids):
        said = traces.clean(event.data)
        if event.kind == "note" or "text" in event.data:  # notes, questions and their answers
            said = {**said, "text": GONE}
        if said != event.data:
            event.data = said
            event.save(update_fields=["data"])


def _clean_routings(case_ids: Sequence[int], traces: Traces) -> None:
    """What a department was asked about them, and what it said."""
    BulkCase.objects.filter(case_id__in=case_ids).delete()  # an act on many is not undone for them any more
    for row in Routing.objects.filter(case_id__in=case_ids):
        row.question, row.answer = row.question and GONE, row.answer and GONE
        row.rule = traces.clean(row.rule)
        row.save(update_fields=["question", "answer", "rule"])


def _clean_rooms(brand_id: int, traces: Traces) -> None:
    """Crisis rooms may name them: in the journal, in what was prepared, in what was learnt."""
    for model, fields in (
        (CrisisEvent, ("data",)),
        (CrisisTask, ("text",)),
        (Statement, ("name", "body", "validated")),
        (Crisis, ("name", "happened", "worked", "to_change")),
    ):
        for row in model.objects.filter(brand_id=brand_id):
            said = {field: getattr(row, field) for field in fields}
            if traces.within(said):
                for field in fields:
                    setattr(row, field, traces.clean(said[field]))
                row.save(update_fields=list(fields))


def _clean_others(brand_id: int, case_ids: Sequence[int], identity_ids: Sequence[int], traces: Traces) -> None:
    """Cases of others that theirs became part of, or came out of: these quote a title or the beginning of a post."""
    began = Case.objects.filter(brand_id=brand_id, thread__author_id__in=list(identity_ids)).values_list(
        "pk", flat=True
    )
    named = {*case_ids, *began}
    pairs = CaseMerge.objects.filter(brand_id=brand_id).filter(Q(loser__in=named) | Q(winner__in=named))
    for merge in pairs:
        if traces.within(merge.before):
            merge.before = traces.clean(merge.before)
            merge.save(update_fields=["before"])
    near = {pk for pair in pairs.values_list("winner_id", "loser_id") for pk in pair}
    near |= set(Case.objects.filter(pk__in=named).exclude(split_from=None).values_list("split_from_id", flat=True))
    near -= set(case_ids)
    for event in CaseEvent.objects.filter(case_id__in={*near, *case_ids}):
        said = traces.clean(event.data)
        if event.data.get("case") in named and event.data.get("title"):
            said = {**said, "title": GONE}
        if said != event.data:
            event.data = said
            event.save(update_fields=["data"])
    for row in Routing.objects.filter(case_id__in=near):
        if traces.within([row.question, row.answer]):
            row.question, row.answer = traces.clean(row.question), traces.clean(row.answer)
            row.save(update_fields=["question", "answer"])
    for notice in Notice.objects.filter(case_id__in=near):
        if traces.within(notice.data):
            notice.data = traces.clean(notice.data)
            notice.save(update_fields=["data"])
