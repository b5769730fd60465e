"""A ready answer at work: its words go into one's draft, its acts are done to the case."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from parvis.core.models import Seat
from parvis.engagement.actions.held import By
from parvis.engagement.actions.macros import do_acts
from parvis.engagement.models import Case, Macro
from parvis.engagement.queries.families import answered_post
from parvis.engagement.queries.macros import values_for
from parvis.engagement.rules.aside import moments
from parvis.engagement.rules.macros import Acts, fill
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import draft_of


def act(case: Case, macro: Macro, *, me: Seat, at: datetime, version: int | None = None) -> Case:
    """All that the macro does with the case, or nothing. Raises MergedAway, NotInBrand, StaleCase."""
    aside = moments(at, ZoneInfo(me.brand.timezone))
    return do_acts(me.brand, case.pk, Acts.of(macro.acts), me, aside, By(me.account, at, version))


def write(strand: Case, macro: Macro, *, me: Seat, at: datetime) -> Outgoing:
    """Its words, filled in for this conversation, after what is written already. Raises StaleSave."""
    return write_words(strand, fill(macro.body, values_for(strand, me)), me=me, at=at)


def write_words(strand: Case, text: str, *, me: Seat, at: datetime) -> Outgoing:
    """These words, after what is written already. Raises StaleSave."""
    draft = draft_of(me.brand_id, strand.thread_id, me.account)
    body = f"{draft.body.rstrip()}\n\n{text}" if draft and draft.body.strip() else text
    writing = Writing(body=body, persona=draft.persona if draft else None, version=draft.version if draft else 0)
    return save_draft(answered_post(strand), writing, by=me.account, at=at)
