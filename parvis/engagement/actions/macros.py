"""Answers and acts that a team keeps ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.core import journal
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.actions import cases
from parvis.engagement.actions.cases import By
from parvis.engagement.models import Case, Macro
from parvis.engagement.rules import CaseType, Outcome
from parvis.engagement.rules.macros import Acts, check_macro


class MacroNameTaken(Exception):
    """Another macro of the team, or another of this person's own, has this name."""


@dataclass(frozen=True, slots=True)
class MacroDraft:
    """`owner` None = shared by the team."""

    name: str
    body: str = ""
    owner: Account | None = None
    language: str = ""
    acts: Acts = field(default_factory=Acts)


@transaction.atomic
def add_macro(brand: Brand, draft: MacroDraft, *, by: Account, at: datetime) -> Macro:
    """Raises BadMacro, MacroNameTaken."""
    return _save(Macro(brand=brand), draft, "macro.added", by, at)


@transaction.atomic
def edit_macro(macro: Macro, draft: MacroDraft, *, by: Account, at: datetime) -> Macro:
    """Raises BadMacro, MacroNameTaken."""
    return _save(macro, draft, "macro.edited", by, at)


@transaction.atomic
def remove_macro(macro: Macro, *, by: Account, at: datetime) -> None:
    """Answers written with it stay."""
    _tell(macro, "macro.removed", by, at)
    Macro.objects.filter(pk=macro.pk).delete()


@transaction.atomic
def do_acts(brand: Brand, case_id: int, acts: Acts, me: Seat, aside: Mapping[str, datetime], by: By) -> Case:
    """All that the macro asks, or nothing. `aside`: what its words for times mean now. Raises StaleCase, NotInBrand."""
    case = Case.objects.get(pk=case_id, brand=brand)
    step = by
    if acts.assign:
        to = me if acts.assign == "me" else _seat(brand, acts.assign)
        case = cases.assign(brand, case_id, to, step)
        step = By(by.account, by.at)
    if acts.type:
        case = cases.classify(brand, case_id, step, kind=CaseType(acts.type))
        step = By(by.account, by.at)
    if acts.aside:
        case = cases.snooze(brand, case_id, aside[acts.aside], step)
    if acts.close:
        case = cases.close(brand, case_id, Outcome(acts.close), step)
    return case


def _seat(brand: Brand, word: str) -> Seat:
    seat = Seat.objects.filter(brand=brand, pk=int(word) if word.isdecimal() else 0, ended_at=None).first()
    if seat is None:
        raise cases.NotInBrand
    return seat


def _save(macro: Macro, draft: MacroDraft, verb: str, by: Account, at: datetime) -> Macro:
    body = draft.body.replace("\r\n", "\n").replace("\0", "").strip()
    check_macro(body, draft.acts)
    macro.name, macro.body, macro.owner = draft.name.strip()[:80], body, draft.owner
    macro.language, macro.acts, macro.updated_at = draft.language, draft.acts.stored(), at
    try:
        with transaction.atomic():
            macro.save()
    except IntegrityError:
        raise MacroNameTaken(macro.name) from None
    _tell(macro, verb, by, at)
    return macro


def _tell(macro: Macro, verb: str, by: Account, at: datetime) -> None:
    said = {"name": macro.name, "shared": macro.owner_id is None}
    journal.record(macro.brand, actor=by, verb=verb, object=f"macro:{macro.pk}", data=said, at=at)
