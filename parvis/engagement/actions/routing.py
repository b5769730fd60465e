"""Asking those who know: a case goes to a department or an expert with a question, and comes back with their word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.core.models import Account, Brand, Department, Seat
from parvis.engagement.actions.held import By, NotInBrand, hold, keep, remember
from parvis.engagement.actions.notices import tell
from parvis.engagement.models import Case, Routing
from parvis.engagement.queries.routing import experts_asked, open_routing_of
from parvis.engagement.rules import CaseState, RoutingOutcome

LONGEST = 20_000


class NobodyAsked(Exception):
    """Neither a department nor an expert was named."""


class NotAway(Exception):
    """The case is with nobody: there is nothing to give back."""


class CaseClosed(Exception):
    """It has ended: open it again before somebody is asked about it."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What those asked see beside the post that opened the case."""

    whole_thread: bool = True
    notes: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """`expert`: asked by name; else everybody of `department`."""

    department: Department | None = None
    expert: Seat | None = None
    question: str = ""
    shares: Shares = Shares()


@transaction.atomic
def ask(brand: Brand, case_id: int, question: Ask, by: By) -> Routing:
    """The case goes there; its owner stays. Where it was before, it is withdrawn from.

    Raises StaleCase, NotInBrand, NobodyAsked, CaseClosed.
    """
    _check(brand, question)
    case = hold(brand, case_id, by)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    routing = send(case, question, by.at, by=by.account)
    keep(case, by, "routed", {"name": _name(case), "routing": routing.pk}, text=routing.question)
    return routing


def send(case: Case, question: Ask, at: datetime, *, by: Account | None) -> Routing:
    """The case, held and stored by the caller, is there from now on, and those asked are told. `by` None = Parvis."""
    end(case, RoutingOutcome.WITHDRAWN, at, by)
    expert = question.expert
    case.expert, case.department = expert, question.department or (expert.department if expert else None)
    routing = Routing.objects.create(
        brand_id=case.brand_id,
        case=case,
        department=case.department,
        expert=expert,
        asked_by=by,
        question=question.question.replace("\0", "").strip()[:LONGEST],
        whole_thread=question.shares.whole_thread,
        notes=question.shares.notes,
        person=question.shares.person,
        asked_at=at,
    )
    told = [account for account in experts_asked(routing) if by is None or account != by.pk]
    tell(case.brand, told, "asked", case=case, at=at, data={"by": by.name if by else ""})
    return routing


def _check(brand: Brand, question: Ask) -> None:
    department, expert = question.department, question.expert
    if department is None and expert is None:
        raise NobodyAsked
    if department is not None and department.brand_id != brand.pk:
        raise NotInBrand
    if expert is not None and (expert.brand_id != brand.pk or expert.ended_at is not None):
        raise NotInBrand


def _name(case: Case) -> str:
    if case.expert is not None:
        return case.expert.account.name
    return case.department.name if case.department else ""


@transaction.atomic
def give_back(brand: Brand, case_id: int, outcome: RoutingOutcome, answer: str, by: By) -> Routing:
    """Those asked answer inside: what they know, what they still need, or that it is not theirs. Raises StaleCase, NotAway."""
    case = hold(brand, case_id, by)
    words, name = answer.replace("\0", "").strip()[:LONGEST], _name(case)
    routing = end(case, outcome, by.at, by.account, words)
    if routing is None:
        raise NotAway
    if case.assignee_id is None and routing.asked_by_id is not None:
        # Back to whoever asked: a case that nobody holds is one that everybody passes by.
        case.assignee = Seat.objects.filter(brand=brand, account_id=routing.asked_by_id, ended_at=None).first()
    keep(case, by, "returned", {"name": name, "outcome": outcome, "routing": routing.pk}, text=words)
    tell_sender(case, routing, by.at, by.account)
    return routing


@transaction.atomic
def withdraw(brand: Brand, case_id: int, by: By) -> Routing:
    """The sender takes the case back without waiting. Raises StaleCase, NotAway."""
    case = hold(brand, case_id, by)
    name = _name(case)
    routing = end(case, RoutingOutcome.WITHDRAWN, by.at, by.account)
    if routing is None:
        raise NotAway
    keep(case, by, "withdrawn", {"name": name, "routing": routing.pk})
    return routing


def end(case: Case, outcome: RoutingOutcome, at: datetime, by: Account | None, answer: str = "") -> Routing | None:
    """The case, held and stored by the caller, is with nobody any more. None when it was not away.

    A department that a rule or an earlier version set without asking ends too.
    """
    routing = open_routing_of(case)
    case.department = case.expert = None
    if routing is None:
        return None
    routing.returned_at, routing.returned_by, routing.outcome, routing.answer = at, by, outcome, answer
    routing.save(update_fields=["returned_at", "returned_by", "outcome", "answer"])
    return routing


def answered_in_public(case: Case, author_id: int, at: datetime) -> None:
    """Those asked wrote the answer themselves, and it left: the question is settled. The caller holds and stores the case."""
    routing = open_routing_of(case)
    if routing is None or author_id not in experts_asked(routing):
        return
    author, name = Account.objects.get(pk=author_id), _name(case)
    end(case, RoutingOutcome.ANSWERED, at, author)
    remember(case, "returned", {"name": name, "outcome": RoutingOutcome.ANSWERED, "routing": routing.pk}, at, author)
    tell_sender(case, routing, at, author)


def tell_sender(case: Case, routing: Routing, at: datetime, by: Account) -> None:
    """Whoever asked; where a rule did, whoever owns the case."""
    asked = [routing.asked_by_id] if routing.asked_by_id else [case.assignee.account_id] if case.assignee else []
    told = [account for account in asked if account is not None and account != by.pk]
    tell(case.brand, told, "returned", case=case, at=at, data={"by": by.name, "outcome": routing.outcome})
