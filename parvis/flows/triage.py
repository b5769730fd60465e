"""Which of the newly stored posts somebody must answer: whole batches, inside the transaction that stores them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from parvis.conversations.models import Place
from parvis.core import events
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.engagement.actions.arrivals import Known, Opening, continue_cases, hold_latest, open_cases, wake_due
from parvis.engagement.models import Case
from parvis.engagement.queries import ours_among, standing_rules
from parvis.engagement.queries.terms import terms_of
from parvis.engagement.rules import (
    OPENS_WITHIN,
    Arrival,
    CaseState,
    Compiled,
    Rule,
    Setting,
    compiled,
    continues,
    deciding,
)

__all__ = ["Arrival", "triage", "wake_cases"]


@transaction.atomic
def triage(place: Place, arrivals: Sequence[Arrival], at: datetime) -> int:
    """Open and continue cases for posts that just came in, oldest first; how many were opened. Nine queries at most.

    A thread has one case that is not closed: more posts of its person bring it back, they open no second one.
    """
    if not arrivals:
        return 0
    rules = compiled(standing_rules(place.brand_id))
    setting = Setting(place.pk, place.network, place.owned)
    ours = ours_among(sorted({post.parent_id for post in arrivals if post.parent_id is not None}))
    known = hold_latest([post.thread_id for post in arrivals])
    openings: dict[int, Opening] = {}
    back: list[tuple[Case, Arrival]] = []
    for post in arrivals:
        if post.thread_id in openings:
            continue
        to_us = post.parent_id in ours
        standing = known[post.thread_id].of(post) if post.thread_id in known else None
        rule = _opening_rule(rules, post, setting, to_us, at)
        if standing is not None and _belongs(standing, post, rule, to_us):
            back.append((standing.case, post))
        elif rule is not None:
            openings[post.thread_id] = Opening(post, rule)
    if openings or back:
        terms = terms_of(place.brand_id)
        open_cases(place, list(openings.values()), terms, at)
        continue_cases(place, back, terms, at)
        events.publish(place.brand_id, "cases", "", at)
    return len(openings)


def _opening_rule(rules: Compiled, post: Arrival, setting: Setting, to_us: bool, at: datetime) -> Rule | None:
    if at - post.at > OPENS_WITHIN:
        return None
    rule = deciding(rules, post, setting, to_us=to_us)
    return rule if rule is not None and rule.opens else None


def _belongs(known: Known, post: Arrival, rule: Rule | None, to_us: bool) -> bool:
    case = known.case
    if continues(case.state, case.closed_at, case.outcome, known.person_id, post, to_us=to_us):
        return True
    return rule is not None and case.state != CaseState.CLOSED


@task(every=timedelta(minutes=1))
def wake_cases() -> None:
    """Snoozed cases whose time has come."""
    wake_due(now())
