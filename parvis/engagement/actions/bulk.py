"""One act on many cases: in parts of bounded size, each of them one transaction and one line of the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.core import events, journal
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.actions import routing
from parvis.engagement.actions.cases import NotInBrand, NotInFuture
from parvis.engagement.models import Bulk, BulkCase, Case, CaseEvent, Routing
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import CaseState, CaseType, Outcome, RoutingOutcome
from parvis.engagement.rules.bulk import FIELDS, MOMENTS, MOST, PART, UNDONE_WITHIN, Act, keep, restore


class TooLateToUndo(Exception):
    """It has been undone, or too much time has passed."""


@transaction.atomic
def start_bulk(brand: Brand, selected: Sequence[tuple[int, int]], act: Act, *, by: Account, at: datetime) -> Bulk:
    """Write down what is asked of which cases, each (id, version that was seen); nothing is done yet.

    The caller has checked that `by` may see them. At most MOST. Raises NotInBrand, NotInFuture, ValueError for a bad value.
    """
    _check(brand, act, at)
    bulk = Bulk.objects.create(brand=brand, account=by, at=at, act=act.stored())
    known = set(Case.objects.filter(brand=brand, pk__in=[pk for pk, _ in selected[:MOST]]).values_list("pk", flat=True))
    rows = {pk: seen for pk, seen in selected[:MOST] if pk in known}
    BulkCase.objects.bulk_create([BulkCase(bulk=bulk, case_id=pk, seen=seen) for pk, seen in rows.items()], 500)
    return bulk


@transaction.atomic
def do_part(bulk_id: int, at: datetime) -> bool:
    """The next PART of its cases; True when more are left. Called twice at once, the second waits and goes on."""
    bulk = Bulk.objects.select_for_update(of=("self",)).select_related("brand", "account").get(pk=bulk_id)
    if bulk.ended_at is not None:
        return False
    rows = list(BulkCase.objects.filter(bulk=bulk, state="todo").order_by("pk")[: PART + 1])
    more, rows = len(rows) > PART, rows[:PART]
    cases = _held(bulk.brand, rows)
    act = Act.of(bulk.act)
    change, away = _change(bulk.brand, act), _away(cases) if act.kind == "close" else {}
    done: list[Case] = []
    for row in rows:
        case = cases.get(row.case_id)
        if case is None or case.version != row.seen or not _fits(case, act):
            row.state = "stale"
            continue
        row.before = {**keep(case), "routing": away.get(case.pk)}
        change(case, at)
        if case.pk in away:
            routing.end(case, RoutingOutcome.CLOSED, at, bulk.account)
        case.version, case.updated_at = case.version + 1, at
        row.state, row.left = "done", case.version
        done.append(case)
    _store(done)
    BulkCase.objects.bulk_update(rows, ["state", "left", "before"], batch_size=PART)
    kind, said = _said(bulk.brand, act)
    _tell(bulk, done, "cases.bulk", kind, {**said, "bulk": bulk.pk}, at)
    if not more:
        bulk.ended_at = at
        bulk.save(update_fields=["ended_at"])
    return more


@transaction.atomic
def undo(bulk: Bulk, *, by: Account, at: datetime) -> None:
    """What was not done yet will not be; what was done goes back, part by part. Raises TooLateToUndo."""
    stored = Bulk.objects.select_for_update().get(pk=bulk.pk, brand_id=bulk.brand_id, account=by)
    if stored.undone_at is not None or at - stored.at > UNDONE_WITHIN:
        raise TooLateToUndo
    stored.undone_at = at
    stored.ended_at = stored.ended_at or at
    stored.save(update_fields=["undone_at", "ended_at"])


@transaction.atomic
def undo_part(bulk_id: int, at: datetime) -> bool:
    """The next PART back to how each stood, if it has not changed since; True when more are left."""
    bulk = Bulk.objects.select_for_update(of=("self",)).select_related("brand", "account").get(pk=bulk_id)
    rows = list(BulkCase.objects.filter(bulk=bulk, state="done").order_by("pk")[: PART + 1])
    if bulk.undone_at is None or not rows:
        return False
    more, rows = len(rows) > PART, rows[:PART]
    cases = _held(bulk.brand, rows)
    taken = _taken(cases, rows)
    back: list[Case] = []
    asked_again: list[int] = []
    for row in rows:
        case = cases.get(row.case_id)
        if case is None or case.version != row.left or case.merged_into_id is not None or case.pk in taken:
            row.state = "kept"
            continue
        restore(case, row.before)
        asked_again += [pk for pk in [row.before.get("routing")] if pk]
        case.version += 1
        row.state = "back"
        back.append(case)
    _store(back)
    _ask_again(bulk.brand, asked_again)
    BulkCase.objects.bulk_update(rows, ["state"], batch_size=PART)
    _tell(bulk, back, "cases.bulk_undone", "undone", {"bulk": bulk.pk}, at)
    return more


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Bulks that nobody can undo any more; how many. What they did stays in the history of each case and in the journal."""
    return Bulk.objects.filter(at__lt=at - 2 * UNDONE_WITHIN, ended_at__isnull=False).delete()[0]


def _held(brand: Brand, rows: Sequence[BulkCase]) -> dict[int, Case]:
    # In the order of their ids: two bulks that meet wait for each other instead of stopping each other.
    cases = Case.objects.select_for_update(of=("self",)).filter(brand=brand, pk__in=[row.case_id for row in rows])
    return {case.pk: case for case in cases.select_related("place", "post").order_by("pk")}


def _away(cases: dict[int, Case]) -> dict[int, int]:
    """Case → the question about it that is still open."""
    return dict(Routing.objects.filter(case__in=cases, returned_at=None).values_list("case_id", "pk"))


def _ask_again(brand: Brand, routings: Sequence[int]) -> None:
    """The cases were closed by mistake: the questions about them stand as they stood."""
    Routing.objects.filter(brand=brand, pk__in=routings).update(
        returned_at=None, returned_by=None, outcome="", answer=""
    )


def _taken(cases: dict[int, Case], rows: Sequence[BulkCase]) -> set[int]:
    """Closed cases whose conversation has a new open one, or is part of one: two of them cannot stand open."""
    reopened = [
        cases[row.case_id]
        for row in rows
        if row.case_id in cases and row.before["state"] != CaseState.CLOSED
        and cases[row.case_id].state == CaseState.CLOSED
    ]  # fmt: skip
    standing = ~Q(state=CaseState.CLOSED) | (Q(merged_into__isnull=False) & ~Q(merged_into__state=CaseState.CLOSED))
    others = list(
        Case.objects.filter(standing, thread_id__in={case.thread_id for case in reopened}).values_list(
            "thread_id", "post_id", "split_from_id"
        )
    )
    threads = {thread for thread, _, split_from in others if split_from is None}
    posts = {post for _, post, _ in others}
    return {
        case.pk for case in reopened if (case.post_id in posts if case.split_from_id else case.thread_id in threads)
    }


def _fits(case: Case, act: Act) -> bool:
    """A case that is part of another one is left alone; a closed one is not put aside, nor closed once more."""
    if case.merged_into_id is not None:
        return False
    return case.state != CaseState.CLOSED or act.kind not in ("snooze", "close")


def _check(brand: Brand, act: Act, at: datetime) -> None:
    match act.kind:
        case "assign" if act.value:
            pk = int(act.value) if act.value.isdecimal() else 0
            if not Seat.objects.filter(brand=brand, pk=pk, ended_at=None).exists():
                raise NotInBrand
        case "snooze":
            if datetime.fromisoformat(act.value) <= at:
                raise NotInFuture
        case "close":
            Outcome(act.value)
        case "type":
            CaseType(act.value)
        case "priority":
            if int(act.value) not in (-1, 0, 1, 2):
                raise ValueError(act.value)


def _change(brand: Brand, act: Act) -> Callable[[Case, datetime], None]:
    terms = terms_of(brand.pk)

    def change(case: Case, at: datetime) -> None:
        match act.kind:
            case "assign":
                case.assignee_id = int(act.value) if act.value else None
            case "snooze":
                case.state, case.snoozed_until = CaseState.SNOOZED, datetime.fromisoformat(act.value)
            case "close":
                case.state, case.outcome, case.closed_at = CaseState.CLOSED, act.value, at
                case.waiting_since = case.due_at = case.snoozed_until = None
                case.department = case.expert = None
            case "priority" if case.priority != int(act.value):
                case.priority = int(act.value)
                if case.waiting_since:
                    case.due_at = terms.due(case.waiting_since, case.place.network, case.post.kind, case.priority)
            case "type":
                case.type = act.value

    return change


def _said(brand: Brand, act: Act) -> tuple[str, dict[str, Any]]:
    """The kind and the data of the line in each case's history: the same as when it is done one by one."""
    match act.kind:
        case "assign" if not act.value:
            return "unassigned", {}
        case "assign":
            seat = Seat.objects.select_related("account").get(pk=int(act.value), brand=brand)
            return "assigned", {"seat": seat.pk, "name": seat.account.name}
        case "snooze":
            return "snoozed", {"until": act.value}
        case "close":
            return "closed", {"outcome": act.value}
        case "type":
            return "classified", {"type": act.value}
        case _:
            return "prioritised", {"priority": int(act.value)}


def _store(cases: Sequence[Case]) -> None:
    """Whatever changed, escalation looks at it anew."""
    for case in cases:
        case.escalate_at = None
    fields = [name.removesuffix("_id") for name in FIELDS] + [*MOMENTS, "escalate_at", "version"]
    Case.objects.bulk_update(cases, fields, batch_size=PART)


def _tell(bulk: Bulk, cases: Sequence[Case], verb: str, kind: str, said: dict[str, Any], at: datetime) -> None:
    if not cases:
        return
    CaseEvent.objects.bulk_create(
        [CaseEvent(case=case, at=at, actor=bulk.account, kind=kind, data=said, version=case.version) for case in cases],
        PART,
    )
    line = {**bulk.act, "cases": [case.pk for case in cases]}
    journal.record(bulk.brand, actor=bulk.account, verb=verb, object=f"bulk:{bulk.pk}", data=line, at=at)
    events.publish(bulk.brand_id, "cases", "", at)
