"""Views of the inbox that people keep under a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from parvis.core import journal
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.models import Habit, SavedView

MOST = 30
"""Views of one person, and of one team: what nobody finds again is not kept."""


class ViewNameTaken(Exception):
    """Another view of the team, or another of this seat's own, has this name."""


class TooManyViews(Exception):
    """MOST stand already: remove one first."""


@transaction.atomic
def save_view(
    brand: Brand, name: str, asked: Mapping[str, str], *, seat: Seat | None, by: Account, at: datetime
) -> SavedView:
    """At the end of the list. `seat` None = shared. Raises ViewNameTaken, TooManyViews."""
    mine = SavedView.objects.filter(brand=brand, seat=seat)
    if mine.count() >= MOST:
        raise TooManyViews
    last = mine.aggregate(last=Max("position"))["last"]
    view = SavedView(brand=brand, seat=seat, asked=dict(asked), position=0 if last is None else last + 1)
    return _name(view, name, "view.saved", by, at)


@transaction.atomic
def rename_view(view: SavedView, name: str, *, by: Account, at: datetime) -> SavedView:
    """Raises ViewNameTaken."""
    return _name(view, name, "view.renamed", by, at)


@transaction.atomic
def remove_view(view: SavedView, *, by: Account, at: datetime) -> None:
    """Whoever opened their inbox with it sees all open cases again."""
    _tell(view, "view.removed", by, at)
    SavedView.objects.filter(pk=view.pk).delete()


@transaction.atomic
def order_views(brand: Brand, seat: Seat | None, view_ids: Sequence[int]) -> None:
    """Views that are not named follow, in the order they had."""
    views = {v.pk: v for v in SavedView.objects.select_for_update().filter(brand=brand, seat=seat).order_by("position")}
    named = [views.pop(pk) for pk in dict.fromkeys(view_ids) if pk in views]
    for position, view in enumerate([*named, *views.values()]):
        view.position = position
    SavedView.objects.bulk_update([*named, *views.values()], ["position"])


@transaction.atomic
def open_with(seat: Seat, view: SavedView | None) -> None:
    """The inbox of this seat opens with `view`; None = with all open cases."""
    Habit.objects.update_or_create(seat=seat, defaults={"brand_id": seat.brand_id, "view": view})


@transaction.atomic
def looked(seat: Seat, *, at: datetime) -> None:
    """This seat knows what happened up to `at`."""
    Habit.objects.update_or_create(seat=seat, defaults={"brand_id": seat.brand_id, "looked_at": at})


def _name(view: SavedView, name: str, verb: str, by: Account, at: datetime) -> SavedView:
    view.name = name.strip()[:60]
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewNameTaken(view.name) from None
    _tell(view, verb, by, at)
    return view


def _tell(view: SavedView, verb: str, by: Account, at: datetime) -> None:
    said = {"name": view.name, "shared": view.seat_id is None}
    journal.record(view.brand, actor=by, verb=verb, object=f"view:{view.pk}", data=said, at=at)
