"""A case in the hands of a caller: which they may see, and the refusals of its verbs as the API says them."""

from __future__ import annotations

from collections.abc import Callable

from parvis.api.door import Caller, Refused
from parvis.api.finding import one
from parvis.api.shapes import CaseShape
from parvis.core.clock import now
from parvis.engagement.actions import merging, routing
from parvis.engagement.actions.cases import AlreadyOpen, NotInFuture
from parvis.engagement.actions.held import By, MergedAway, NotInBrand, StaleCase
from parvis.engagement.models import Case
from parvis.engagement.queries import visible_to
from parvis.engagement.rules.targets import has_target

CASE = "/brands/{brand}/cases/{case}"
SHOWN = ("brand", "place", "thread", "post__author__person", "person", "assignee__account")


def case_of(caller: Caller, case: int) -> Case:
    """Raises Refused(404), also for a case that this seat may not see."""
    return one(visible_to(caller.seat).select_related(*SHOWN), case, "case")


def by(caller: Caller, version: int | None = None) -> By:
    return By(caller.seat.account, now(), version)


def standing(case_id: int) -> CaseShape:
    """How the case stands now."""
    return case_shape(Case.objects.select_related("author").get(pk=case_id))


def do(act: Callable[[], object]) -> None:
    """The verb, its refusals as the API says them."""
    try:
        act()
    except StaleCase as refused:
        stands = refused.stored.version
        raise Refused(409, f"Somebody changed the case: version {stands} stands", more={"version": stands}) from None
    except MergedAway as refused:
        raise Refused(409, f"The case is part of case {refused.case.pk} now", more={"case": refused.case.pk}) from None
    except AlreadyOpen as refused:
        said = f"The conversation has an open case already: {refused.case.pk}"
        raise Refused(409, said, more={"case": refused.case.pk}) from None
    except routing.NobodyAsked:
        raise Refused(422, "Name a department or an expert of this brand") from None
    except NotInBrand:
        raise Refused(422, "Whom it names is not of this brand, or has left the team") from None
    except NotInFuture:
        raise Refused(422, "That moment has passed: choose a later one") from None
    except (routing.NotAway, routing.CaseClosed, merging.SameCase, merging.Ended, merging.Moving) as refused:
        raise Refused(409, _said(refused)) from None
    except (merging.Away, merging.TooLate, merging.NotSplit) as refused:
        raise Refused(409, _said(refused)) from None


def _said(refused: Exception) -> str:
    """What the exception is for, in its own words."""
    return (refused.__doc__ or "").split("\n")[0]


def case_shape(case: Case) -> CaseShape:
    return CaseShape(
        id=case.pk,
        thread=case.thread_id,
        place=case.place_id,
        post=case.post_id,
        person=case.author.person_id if case.author else case.person_id,  # a merge moves identities, never cases
        type=case.type,
        state=case.state,
        priority=case.priority,
        assignee=case.assignee_id,
        department=case.department_id,
        expert=case.expert_id,
        merged_into=case.merged_into_id,
        split_from=case.split_from_id,
        version=case.version,
        opened_at=case.opened_at,
        due_at=case.due_at if has_target(case.due_at) else None,
        snoozed_until=case.snoozed_until,
        closed_at=case.closed_at,
        outcome=case.outcome,
    )
