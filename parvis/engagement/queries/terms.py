"""What a brand promises, read as `rules.targets` wants it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from parvis.core.models import Brand
from parvis.engagement.models import OpeningHours, ResponseTarget
from parvis.engagement.rules.calendar import Calendar, read_back
from parvis.engagement.rules.hours import ALWAYS, Hours, Slot, Week
from parvis.engagement.rules.targets import Key, Target, Terms


def terms_of(brand_id: int) -> Terms:
    """Two queries."""
    rows = ResponseTarget.objects.filter(brand_id=brand_id)
    targets = {Key(r.network, r.kind, r.priority): Target(r.minutes, r.around_the_clock) for r in rows}
    return Terms(targets, hours_of(OpeningHours.objects.select_related("brand").filter(brand_id=brand_id).first()))


def opening_of(brand: Brand) -> OpeningHours:
    """As it stands; for a brand that never said, always open (`version` 0)."""
    return OpeningHours.objects.filter(brand=brand).first() or OpeningHours(brand=brand, version=0)


def hours_of(opening: OpeningHours | None) -> Hours:
    """Needs `brand`, whose zone it is. A row without a week is always open, except on closed days."""
    if opening is None or (not opening.week and not opening.country and not opening.closings):
        return ALWAYS
    week = week_of(opening.week) or (((0, 24 * 60),),) * 7
    return Hours(ZoneInfo(opening.brand.timezone), week, calendar_of(opening).closed)


def calendar_of(opening: OpeningHours) -> Calendar:
    return Calendar(opening.country, opening.region, read_back(opening.closings))


def week_of(stored: Sequence[Sequence[Slot]]) -> Week:
    """() = no week was given."""
    return tuple(tuple((opens, closes) for opens, closes in day) for day in stored)


def targets_of(brand_id: int) -> list[ResponseTarget]:
    """As the brand set them, what counts for everybody first."""
    return list(ResponseTarget.objects.filter(brand_id=brand_id).order_by("network", "kind", "priority", "pk"))
