"""What people do with a case: each verb is one transaction, one line of its history, one line of the journal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from parvis.conversations.models import Post, Thread
from parvis.core import events
from parvis.core.models import Brand, Seat
from parvis.engagement.actions import routing
from parvis.engagement.actions.held import (
    By,
    MergedAway,
    NotInBrand,
    StaleCase,
    hold,
    keep,
    publish,
    remember,
    store,
    tell,
)
from parvis.engagement.models import Case, CaseEvent, CaseReply
from parvis.engagement.queries.families import (
    case_answered_by,
    members_of,
    of_post,
    root_of,
    standing_on,
    unanswered_since,
)
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import CaseState, CaseType, Outcome, RoutingOutcome
from parvis.outbox.models import Outgoing

__all__ = ["AlreadyOpen", "By", "MergedAway", "NotInBrand", "NotInFuture", "StaleCase"]


class AlreadyOpen(Exception):
    """The thread has a case that is not closed: work on that one. `case` is it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.pk}")
        self.case = case


class NotInFuture(Exception):
    """A case is snoozed until a moment that has not come yet."""


@transaction.atomic
def open_case(post: Post, by: By, *, kind: CaseType = CaseType.OTHER) -> Case:
    """By hand, about a post. The person waits since they wrote it. Raises AlreadyOpen."""
    thread = Thread.objects.select_for_update().get(pk=post.thread_id, brand_id=post.brand_id)
    person = post.author.person_id if post.author else None
    standing = of_post(standing_on(post.brand_id, thread.pk), post.pk, post.parent_id, person)
    if standing is not None:
        raise AlreadyOpen(root_of(standing))
    case = Case.objects.create(
        brand_id=post.brand_id,
        thread=thread,
        place_id=post.place_id,
        post=post,
        author_id=post.author_id,
        person_id=post.author.person_id if post.author else None,
        type=kind,
        opened_at=by.at,
        waiting_since=post.at,
        due_at=terms_of(post.brand_id).due(post.at, post.place.network, post.kind),
        updated_at=by.at,
    )
    tell(case, by, "opened", {"post": post.pk})
    return case


@transaction.atomic
def assign(brand: Brand, case_id: int, to: Seat, by: By) -> Case:
    """Raises StaleCase, NotInBrand."""
    if to.brand_id != brand.pk or to.ended_at is not None:
        raise NotInBrand
    case = hold(brand, case_id, by)
    case.assignee = to
    return keep(case, by, "assigned", {"seat": to.pk, "name": to.account.name})


@transaction.atomic
def unassign(brand: Brand, case_id: int, by: By) -> Case:
    """Raises StaleCase."""
    case = hold(brand, case_id, by)
    case.assignee = None
    return keep(case, by, "unassigned", {})


@transaction.atomic
def classify(brand: Brand, case_id: int, by: By, *, kind: CaseType | None = None, priority: int | None = None) -> Case:
    """What it is about, how pressing (-1, 0, 1, 2): another priority has its own target. Raises StaleCase."""
    case = hold(brand, case_id, by)
    if kind is not None:
        case.type = kind
    if priority is not None and case.priority != max(-1, min(priority, 2)):
        case.priority = max(-1, min(priority, 2))
        case.due_at = _due(case, case.waiting_since) if case.waiting_since else case.due_at
    return keep(case, by, "classified", {"type": case.type, "priority": case.priority})


@transaction.atomic
def note(brand: Brand, case_id: int, text: str, by: By) -> CaseEvent:
    """For the team's eyes only. A note changes nothing of the case, so no version is asked."""
    case = hold(brand, case_id, By(by.account, by.at))
    Case.objects.filter(pk=case.pk).update(updated_at=by.at)
    # The journal says that a note was written, not what it says: notes are erased with a person, journal lines never.
    event = remember(case, "note", {"text": text.replace("\0", "")[:20_000]}, by.at, by.account)
    publish(case, by, "note", {})
    return event


@transaction.atomic
def snooze(brand: Brand, case_id: int, until: datetime, by: By) -> Case:
    """Out of sight until `until`, or until the person writes again. Raises StaleCase, NotInFuture."""
    if until <= by.at:
        raise NotInFuture
    case = hold(brand, case_id, by)
    case.state, case.snoozed_until = CaseState.SNOOZED, until
    case.closed_at, case.outcome = None, ""
    return keep(case, by, "snoozed", {"until": until.isoformat()})


@transaction.atomic
def close(brand: Brand, case_id: int, outcome: Outcome, by: By) -> Case:
    """Raises StaleCase."""
    case = hold(brand, case_id, by)
    case.state, case.outcome, case.closed_at = CaseState.CLOSED, outcome, by.at
    case.waiting_since = case.due_at = case.snoozed_until = None
    routing.end(case, RoutingOutcome.CLOSED, by.at, by.account)
    return keep(case, by, "closed", {"outcome": outcome})


@transaction.atomic
def reopen(brand: Brand, case_id: int, by: By) -> Case:
    """Somebody looks at it again; an answer is owed from now. Raises StaleCase, AlreadyOpen."""
    case = hold(brand, case_id, by)
    same = {"post_id": case.post_id} if case.split_from_id else {"thread_id": case.thread_id, "split_from": None}
    taken = ~Q(state=CaseState.CLOSED) | (Q(merged_into__isnull=False) & ~Q(merged_into__state=CaseState.CLOSED))
    other = Case.objects.filter(taken, **same).exclude(pk=case.pk).select_related("merged_into").first()
    if other is not None:
        raise AlreadyOpen(root_of(other))
    if case.state == CaseState.OPEN:
        return case
    case.state, case.outcome, case.closed_at, case.snoozed_until = CaseState.OPEN, "", None, None
    case.waiting_since = case.waiting_since or by.at
    case.due_at = case.due_at or _due(case, case.waiting_since)
    return keep(case, by, "reopened", {})


@transaction.atomic
def link_reply(case: Case, outgoing: Outgoing) -> None:
    """This message answers this case."""
    CaseReply.objects.update_or_create(outgoing=outgoing, defaults={"case": case})


@transaction.atomic
def reply_sent(outgoing: Outgoing, at: datetime) -> Case | None:
    """An answer left: we wait for them now, unless they wrote again since somebody let it go. None = there is no case."""
    case = _answered(outgoing)
    if case is None:
        return None
    case.first_reply_at = case.first_reply_at or outgoing.sent_at or at
    if case.state != CaseState.CLOSED:
        _wait_for_them(case, outgoing)
    CaseReply.objects.update_or_create(outgoing=outgoing, defaults={"case": case})
    routing.answered_in_public(case, outgoing.author_id, at)
    store(case, at)
    remember(case, "replied", {"outgoing": outgoing.pk}, at, outgoing.author)
    events.publish(case.brand_id, "cases", f"case:{case.pk}", at)
    return case


def _answered(outgoing: Outgoing) -> Case | None:
    """The case that this message answers, locked: the one it was let go for, or what that one is part of by now."""
    link = CaseReply.objects.filter(outgoing=outgoing).select_related("case__merged_into").first()
    found = root_of(link.case) if link else case_answered_by(outgoing.reply_to)
    return Case.objects.select_for_update(of=("self",)).get(pk=found.pk) if found else None


def _wait_for_them(case: Case, outgoing: Outgoing) -> None:
    members = members_of(case)
    answered = next((member for member in members if member.thread_id == outgoing.thread_id), case)
    person = _person(answered)
    again = None
    if person is not None and outgoing.queued_at is not None:
        unseen = Post.objects.filter(thread_id=outgoing.thread_id, direction="in", received_at__gt=outgoing.queued_at)
        again = unseen.filter(author__person_id=person).order_by("at").values_list("at", flat=True).first()
    # A merged case has others who wait: an answer to one of them is none to somebody else.
    others = [m for m in members if m.thread_id != outgoing.thread_id and (person is None or _person(m) != person)]
    waiting = [moment for moment in (again, *map(unanswered_since, others)) if moment is not None]
    case.snoozed_until = None
    if waiting:
        since = min(waiting)
        case.state, case.waiting_since, case.due_at = CaseState.OPEN, since, _due(case, since)
    else:
        case.state, case.waiting_since, case.due_at = CaseState.WAITING, None, None


def _person(case: Case) -> int | None:
    return case.post.author.person_id if case.post.author else case.person_id


def _due(case: Case, since: datetime) -> datetime:
    return terms_of(case.brand_id).due(since, case.place.network, case.post.kind, case.priority)
