"""What new posts and the passing of time do to cases: whole batches, a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.conversations.models import Place, Thread
from parvis.core import events
from parvis.core.models import Seat
from parvis.engagement.models import Case, CaseEvent, Notice, Routing
from parvis.engagement.queries import to_wake
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import Arrival, CaseState, Rule, case_type
from parvis.engagement.rules.targets import Terms


@dataclass(frozen=True, slots=True)
class Known:
    """A case that a post may belong to. `person_id`: who wrote the post that opened it, as merges of people have it today."""

    case: Case
    person_id: int | None


@dataclass(frozen=True, slots=True)
class OnThread:
    """The cases of one thread: `own`, the newest of the thread itself; `split`: those about one of its posts, not closed."""

    own: Known | None
    split: tuple[Known, ...] = ()

    def of(self, post: Arrival) -> Known | None:
        """What was split off has what answers its post, and the words of its person when they are not the own case's."""
        for known in reversed(self.split):
            theirs = known.person_id is not None and known.person_id == post.person_id
            if post.parent_id == known.case.post_id or (
                theirs and not (self.own and self.own.person_id == post.person_id)
            ):
                return known
        return self.own


@dataclass(frozen=True, slots=True)
class Opening:
    post: Arrival
    rule: Rule


def hold_latest(thread_ids: Sequence[int]) -> dict[int, OnThread]:
    """The cases of each of these threads that has one. Threads are locked: nobody opens or merges a case there meanwhile.

    A case that was merged stands for the one it is part of now.
    """
    ids = sorted(set(thread_ids))
    list(Thread.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    rows = Case.objects.select_for_update(of=("self",)).filter(thread_id__in=ids)
    found = list(rows.annotate(author_person=F("post__author__person_id")).order_by("pk"))
    roots = _hold_roots([case.merged_into_id for case in found if case.merged_into_id is not None])
    held: dict[int, OnThread] = {}
    for case in found:
        known = Known(roots.get(case.merged_into_id or 0, case), case.author_person or case.person_id)
        before = held.get(case.thread_id, OnThread(None))
        if case.split_from_id is None:
            held[case.thread_id] = OnThread(known, before.split)
        elif known.case.state != CaseState.CLOSED:
            held[case.thread_id] = OnThread(before.own, (*before.split, known))
    return held


def _hold_roots(ids: Sequence[int]) -> dict[int, Case]:
    if not ids:
        return {}
    return {case.pk: case for case in Case.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")}


@transaction.atomic
def open_cases(place: Place, openings: Sequence[Opening], terms: Terms, at: datetime) -> list[Case]:
    """One case a thread; the caller holds the threads (`hold_latest`) and gives one opening for each."""
    cases = Case.objects.bulk_create([_case(place, o, terms, at) for o in openings])
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(case=case, at=at, kind="opened", data={"post": o.post.post_id, "rule": o.rule.name}, version=1)
            for case, o in zip(cases, openings, strict=True)
        ]
    )
    routed = [(case, o.rule) for case, o in zip(cases, openings, strict=True) if case.department_id]
    if routed:
        _send(place, routed, at)
    return cases


def _send(place: Place, routed: Sequence[tuple[Case, Rule]], at: datetime) -> None:
    """To the departments that the rules name, with their question; those who sit there are told."""
    Routing.objects.bulk_create(
        [
            Routing(brand_id=place.brand_id, case=case, department_id=case.department_id, rule=rule.name,
                    question=rule.question, asked_at=at)
            for case, rule in routed
        ]
    )  # fmt: skip
    seats = Seat.objects.filter(
        brand_id=place.brand_id, ended_at=None, department__in={c.department_id for c, _ in routed}
    )
    told: list[Notice] = []
    for seat in seats:
        theirs = [case for case, _rule in routed if case.department_id == seat.department_id]
        told += [
            Notice(brand_id=place.brand_id, account_id=seat.account_id, kind="asked", case=c, at=at) for c in theirs
        ]
        events.publish(place.brand_id, "notices", f"account:{seat.account_id}", at)
    Notice.objects.bulk_create(told)


def _case(place: Place, opening: Opening, terms: Terms, at: datetime) -> Case:
    post, rule = opening.post, opening.rule
    return Case(
        brand_id=place.brand_id,
        thread_id=post.thread_id,
        place_id=place.pk,
        post_id=post.post_id,
        author_id=post.author_id,
        person_id=post.person_id,
        type=rule.type or case_type(post.intents, asks=post.asks),
        priority=rule.priority,
        department_id=rule.department_id,
        opened_by=rule.name,
        opened_at=at,
        waiting_since=post.at,
        due_at=terms.due(post.at, place.network, post.kind, rule.priority),
        updated_at=at,
    )


@transaction.atomic
def continue_cases(place: Place, pairs: Sequence[tuple[Case, Arrival]], terms: Terms, at: datetime) -> None:
    """New posts of cases, held by the caller: whoever was waited for, slept or was done with is there again."""
    told = []
    same: dict[int, Case] = {}
    for held, post in pairs:
        case = same.setdefault(held.pk, held)  # two threads of one merged case are two rows of the same
        kind = "came_back" if case.state != CaseState.OPEN else "post"
        case.state, case.snoozed_until, case.closed_at, case.outcome = CaseState.OPEN, None, None, ""
        # Whoever waits already waits since their first unanswered word, not since their last.
        case.waiting_since = case.waiting_since or post.at
        case.due_at = case.due_at or terms.due(case.waiting_since, place.network, post.kind, case.priority)
        case.version, case.updated_at, case.escalate_at = case.version + 1, at, None
        told.append(CaseEvent(case=case, at=at, kind=kind, data={"post": post.post_id}, version=case.version))
    changed = [
        "state",
        "snoozed_until",
        "closed_at",
        "outcome",
        "waiting_since",
        "due_at",
        "version",
        "updated_at",
        "escalate_at",
    ]
    Case.objects.bulk_update(same.values(), changed, batch_size=200)
    CaseEvent.objects.bulk_create(told)


@transaction.atomic
def wake_due(at: datetime) -> int:
    """Snoozed cases whose time has come are open again, owed from now unless they were owed before. How many."""
    cases = to_wake(at)
    terms = {brand_id: terms_of(brand_id) for brand_id in {case.brand_id for case in cases}}
    woken = [case for case in cases if _wake(case, terms[case.brand_id], at)]
    CaseEvent.objects.bulk_create(
        [CaseEvent(case=case, at=at, kind="woken", data={}, version=case.version + 1) for case in woken]
    )
    for brand_id in {case.brand_id for case in woken}:
        events.publish(brand_id, "cases", "", at)
    return len(woken)


def _wake(case: Case, terms: Terms, at: datetime) -> bool:
    """False when somebody was faster: the version that was read no longer stands."""
    since = case.waiting_since or at
    return bool(
        Case.objects.filter(pk=case.pk, version=case.version).update(
            state=CaseState.OPEN,
            snoozed_until=None,
            escalate_at=None,
            waiting_since=since,
            due_at=case.due_at or terms.due(since, case.place.network, case.post.kind, case.priority),
            version=case.version + 1,
            updated_at=at,
        )
    )
