"""When the brand is at work, and how soon it answers, as the brand wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.engagement.actions.escalation import look_again
from parvis.engagement.models import OpeningHours, ResponseTarget
from parvis.engagement.rules.calendar import Closing, countries, read_back, regions, stored
from parvis.engagement.rules.hours import Slot, tidy
from parvis.engagement.rules.targets import LONGEST_MINUTES, Key, Target

MOST_CLOSINGS = 200


class StaleHours(Exception):
    """Somebody changed the hours since they were shown. `stored` is how they stand; nothing was changed."""

    def __init__(self, stored: OpeningHours) -> None:
        super().__init__(f"version {stored.version} stands")
        self.stored = stored


class UnknownCalendar(Exception):
    """A country, or a part of it, whose holidays nobody here knows."""


class TooManyClosings(Exception):
    """More own closed days than anybody can look through."""


class TooLong(Exception):
    """More than sixty days."""


class BackwardClosing(Exception):
    """It ends before it begins."""


@dataclass(frozen=True, slots=True)
class Opening:
    """`week`: seven lists of slots, or none for always open. `country`, `region`: whose public holidays close the brand."""

    week: Sequence[Sequence[Slot]]
    country: str = ""
    region: str = ""


@transaction.atomic
def set_hours(brand: Brand, opening: Opening, *, by: Account, at: datetime, version: int | None = None) -> OpeningHours:
    """Answers owed already keep their time: a promise is not moved under the people who work on it.

    Raises StaleHours, UnknownCalendar, ValueError (a slot that ends before it begins).
    """
    if opening.country and opening.country not in countries():
        raise UnknownCalendar(opening.country)
    if opening.region and opening.region not in regions(opening.country):
        raise UnknownCalendar(opening.region)
    row = _hold(brand, version)
    row.week = [[list(slot) for slot in tidy(day)] for day in opening.week]
    row.country, row.region = opening.country, opening.region
    said = {"week": row.week, "country": row.country, "region": row.region}
    return _keep(row, said, by, at)


@transaction.atomic
def add_closing(brand: Brand, closing: Closing, *, by: Account, at: datetime) -> OpeningHours:
    """The same days twice stand once. Raises BackwardClosing, TooManyClosings."""
    if closing.last < closing.first:
        raise BackwardClosing
    row = _hold(brand, None)
    others = [c for c in read_back(row.closings) if (c.first, c.last) != (closing.first, closing.last)]
    if len(others) >= MOST_CLOSINGS:
        raise TooManyClosings
    named = Closing(closing.first, closing.last, closing.name.replace("\0", "").strip()[:80])
    row.closings = stored(sorted([*others, named], key=lambda c: (c.first, c.last)))
    return _keep(row, {"closed": stored([named])}, by, at)


@transaction.atomic
def remove_closing(brand: Brand, closing: Closing, *, by: Account, at: datetime) -> OpeningHours:
    """Open again on these days. Removing twice changes nothing."""
    row = _hold(brand, None)
    kept = [c for c in read_back(row.closings) if (c.first, c.last) != (closing.first, closing.last)]
    if len(kept) == len(row.closings):
        return row
    row.closings = stored(kept)
    return _keep(row, {"open": stored([closing])}, by, at)


@transaction.atomic
def set_target(brand: Brand, key: Key, target: Target | None, *, by: Account, at: datetime) -> None:
    """How long those of `key` wait at most; None = what is said for others, or the default, again.

    Answers owed already keep their time. Raises TooLong.
    """
    if target is not None and target.minutes > LONGEST_MINUTES:
        raise TooLong
    chosen: dict[str, Any] = {"network": key.network, "kind": key.kind, "priority": key.priority}
    if target is None:
        ResponseTarget.objects.filter(brand=brand, **chosen).delete()
        said: dict[str, Any] = {**chosen, "minutes": None}
    else:
        kept = {"minutes": max(1, target.minutes), "around_the_clock": target.around_the_clock}
        ResponseTarget.objects.update_or_create(brand=brand, **chosen, defaults=kept)
        said = {**chosen, **kept}
    journal.record(brand, actor=by, verb="target.set", object=f"brand:{brand.pk}", data=said, at=at)


def _hold(brand: Brand, version: int | None) -> OpeningHours:
    """`version`: the one that was shown, 0 = there was none; None = whatever stands."""
    Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand.pk)
    row = OpeningHours.objects.filter(brand=brand).first() or OpeningHours(brand=brand, version=0)
    if version is not None and version != row.version:
        raise StaleHours(row)
    return row


def _keep(row: OpeningHours, said: dict[str, Any], by: Account, at: datetime) -> OpeningHours:
    row.version += 1
    row.save()
    look_again(row.brand_id)
    journal.record(row.brand, actor=by, verb="hours.set", object=f"brand:{row.brand_id}", data=said, at=at)
    return row
