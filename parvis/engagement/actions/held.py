"""What every verb about a case begins and ends with: the case locked, its version compared; its history, the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.core import events, journal
from parvis.core.models import Account, Brand
from parvis.engagement.models import Case, CaseEvent


class StaleCase(Exception):
    """Somebody changed the case since it was shown. `stored` is how it stands; nothing was changed."""

    def __init__(self, stored: Case) -> None:
        super().__init__(f"version {stored.version} stands")
        self.stored = stored


class MergedAway(Exception):
    """The case is part of another one now: work on that one. `case` is it."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.pk}")
        self.case = case


class NotInBrand(Exception):
    """A seat or department of another brand, or one that has ended."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when, and the version of the case that they saw (None = whatever stands)."""

    account: Account
    at: datetime
    version: int | None = None


def hold(brand: Brand, case_id: int, by: By) -> Case:
    """The case, locked until the transaction ends. Raises StaleCase, MergedAway; Case.DoesNotExist for
    another brand's."""
    case = Case.objects.select_for_update().get(pk=case_id, brand=brand)
    if case.merged_into is not None:
        raise MergedAway(case.merged_into)
    if by.version is not None and by.version != case.version:
        raise StaleCase(case)
    return case


def keep(case: Case, by: By, kind: str, data: dict[str, Any], **private: Any) -> Case:
    """Stored one version higher, with its line of history and of the journal. `private`: for the history alone, which is
    erased with a person, while journal lines never are."""
    store(case, by.at)
    tell(case, by, kind, data, **private)
    return case


def store(case: Case, at: datetime) -> None:
    """One version higher; whatever changed, escalation looks at it anew."""
    case.version, case.updated_at, case.escalate_at = case.version + 1, at, None
    case.save()


def tell(case: Case, by: By, kind: str, data: dict[str, Any], **private: Any) -> CaseEvent:
    event = remember(case, kind, {**data, **private}, by.at, by.account)
    publish(case, by, kind, data)
    return event


def remember(case: Case, kind: str, data: dict[str, Any], at: datetime, actor: Account | None = None) -> CaseEvent:
    """A line of the history, under the version that it made."""
    return CaseEvent.objects.create(case=case, at=at, actor=actor, kind=kind, data=data, version=case.version)


def publish(case: Case, by: By, kind: str, data: dict[str, Any]) -> None:
    journal.record(case.brand, actor=by.account, verb=f"case.{kind}", object=f"case:{case.pk}", data=data, at=by.at)
    events.publish(case.brand_id, "cases", f"case:{case.pk}", by.at)
