"""The desk for programs: hours and targets, how long departments take."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from ninja import Schema

from parvis.api.door import asks, enter
from parvis.api.router import router
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission
from parvis.engagement.models import OpeningHours
from parvis.engagement.queries.routing import waits_of
from parvis.engagement.queries.terms import opening_of, targets_of

MEASURED = timedelta(days=90)


class HoursShape(Schema):
    """`week`: seven lists of [opens, closes] in minutes of the day, Monday first; [] = always open.

    `version`: to be given back with a change; 0 = nobody said anything yet.
    """

    timezone: str
    week: list[list[tuple[int, int]]]
    country: str
    region: str
    closings: list[dict[str, str]]
    version: int


class TargetShape(Schema):
    network: str
    kind: str
    priority: int | None
    minutes: int
    around_the_clock: bool


class WaitShape(Schema):
    """In seconds of open time, over the last 90 days."""

    name: str
    settled: int
    typical: float | None
    standing: int
    oldest: float


@router.get(
    "/brands/{brand}/hours",
    response=HoursShape,
    operation_id="get_hours",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="When the brand is at work",
)
def hours(request: HttpRequest, brand: str) -> HoursShape:
    caller = enter(request, brand, Permission.SETTINGS_SEE)
    return hours_shape(caller.brand, opening_of(caller.brand))


def hours_shape(brand: Brand, row: OpeningHours) -> HoursShape:
    return HoursShape(
        timezone=brand.timezone, week=row.week, country=row.country, region=row.region, closings=row.closings,
        version=row.version,
    )  # fmt: skip


@router.get(
    "/brands/{brand}/targets",
    response=list[TargetShape],
    operation_id="list_targets",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="How long people wait at most",
)
def targets(request: HttpRequest, brand: str) -> object:
    return targets_of(enter(request, brand, Permission.SETTINGS_SEE).brand.pk)


@router.get(
    "/brands/{brand}/departments/waits",
    response=list[WaitShape],
    operation_id="list_department_waits",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="How long departments take",
)
def waits(request: HttpRequest, brand: str) -> list[WaitShape]:
    caller, at = enter(request, brand, Permission.SETTINGS_SEE), now()
    return [
        WaitShape(
            name=wait.name,
            settled=wait.settled,
            typical=wait.typical.total_seconds() if wait.typical is not None else None,
            standing=wait.standing,
            oldest=wait.oldest.total_seconds(),
        )
        for wait in waits_of(caller.brand.pk, at - MEASURED, at)
    ]
