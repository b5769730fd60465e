"""When the brand is at work, and how soon it answers, as it wants it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from parvis.api.bounds import Line
from parvis.api.desk import HoursShape, TargetShape, hours_shape
from parvis.api.door import Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Place
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission
from parvis.engagement.actions import hours as acts
from parvis.engagement.models import OpeningHours
from parvis.engagement.queries.terms import targets_of
from parvis.engagement.rules.calendar import Closing
from parvis.engagement.rules.targets import Key, Target

Minute = Annotated[int, Field(ge=0, le=1440)]
Kind = Literal["", "post", "comment", "reply", "review", "mail", "article", "pingback", "trackback"]


class HoursIn(Schema):
    """`week`: seven lists of [opens, closes], Monday first; [] = always open. `country`, `region`: whose public holidays
    close the brand. `version`: the one that was seen; null = whatever stands."""

    week: Annotated[list[Annotated[list[tuple[Minute, Minute]], Field(max_length=12)]], Field(max_length=7)]
    country: Annotated[Line, Field(max_length=8)] = ""
    region: Annotated[Line, Field(max_length=8)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class ClosingIn(Schema):
    """Both days counted; `last` None = one day."""

    first: date
    last: date | None = None
    name: Annotated[Line, Field(max_length=80)] = ""


class TargetIn(Schema):
    """For whom: "" and null = everybody. `minutes` null = what is said for others, or the default, again."""

    network: Annotated[Line, Field(max_length=32)] = ""
    kind: Kind = ""
    priority: Annotated[int, Field(ge=-1, le=2)] | None = None
    minutes: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    around_the_clock: bool = False


@router.put(
    "/brands/{brand}/hours",
    response=HoursShape,
    operation_id="set_hours",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="The week, and whose holidays count; answers owed already keep their time",
)
def set_hours(request: HttpRequest, brand: str, body: HoursIn) -> HoursShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    if len(body.week) not in (0, 7):
        raise fault("week", "Seven days, Monday first, or none for always open")
    opening = acts.Opening(body.week, body.country, body.region)
    at, by = now(), caller.seat.account
    return _kept(caller.brand, lambda: acts.set_hours(caller.brand, opening, by=by, at=at, version=body.version))


@router.post(
    "/brands/{brand}/hours/closings",
    response=HoursShape,
    operation_id="close_days",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Closed on these days; the same days twice stand once",
)
def close_days(request: HttpRequest, brand: str, body: ClosingIn) -> HoursShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    closing = Closing(body.first, body.last or body.first, body.name)
    return _kept(caller.brand, lambda: acts.add_closing(caller.brand, closing, by=caller.seat.account, at=now()))


@router.post(
    "/brands/{brand}/hours/closings/remove",
    response=HoursShape,
    operation_id="open_days",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Open again on these days",
)
def open_days(request: HttpRequest, brand: str, body: ClosingIn) -> HoursShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    closing = Closing(body.first, body.last or body.first)
    return _kept(caller.brand, lambda: acts.remove_closing(caller.brand, closing, by=caller.seat.account, at=now()))


@router.put(
    "/brands/{brand}/targets",
    response=list[TargetShape],
    operation_id="set_target",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="How long these people wait at most; answers owed already keep their time",
)
def set_target(request: HttpRequest, brand: str, body: TargetIn) -> object:
    caller = enter(request, brand, Permission.RULES_EDIT)
    if body.network and not _known(caller.brand, body.network):
        raise fault("network", "Parvis knows no such network")
    target = Target(body.minutes, body.around_the_clock) if body.minutes is not None else None
    try:
        acts.set_target(
            caller.brand, Key(body.network, body.kind, body.priority), target, by=caller.seat.account, at=now()
        )
    except acts.TooLong:
        raise fault("minutes", "Sixty days at most") from None
    return targets_of(caller.brand.pk)


def _known(brand: Brand, network: str) -> bool:
    return network in all_connectors() or Place.objects.filter(brand=brand, network=network).exists()


def _kept(brand: Brand, act: Callable[[], OpeningHours]) -> HoursShape:
    try:
        return hours_shape(brand, act())
    except acts.StaleHours as refused:
        raise Refused(409, f"Somebody changed the hours: version {refused.stored.version} stands") from None
    except acts.UnknownCalendar:
        raise fault("country", "Nobody here knows the holidays of this country, or of this part of it") from None
    except acts.BackwardClosing:
        raise fault("last", "It ends before it begins") from None
    except acts.TooManyClosings:
        raise fault("first", "Two hundred at most: remove some that are past first", status=409) from None
    except ValueError:
        raise fault("week", "A slot ends before it begins: write a night as two") from None
