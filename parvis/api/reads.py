"""Reads: places and watches of one brand."""

from __future__ import annotations

from django.http import HttpRequest

from parvis.api.door import asks, enter
from parvis.api.router import router
from parvis.api.shapes import (
    PlaceShape,
    WatchShape,
)
from parvis.conversations.queries import places_of
from parvis.core.roles import Permission
from parvis.listening.models import Watch
from parvis.listening.seen import totals_seen


@router.get(
    "/brands/{brand}/places",
    response=list[PlaceShape],
    operation_id="list_places",
    openapi_extra=asks(Permission.PLACES_SEE),
    summary="Every place, with how far it is read",
)
def places(request: HttpRequest, brand: str) -> object:
    caller = enter(request, brand, Permission.PLACES_SEE)
    return caller.sight.places(places_of(caller.brand.pk))


@router.get(
    "/brands/{brand}/watches",
    response=list[WatchShape],
    operation_id="list_watches",
    openapi_extra=asks(Permission.POSTS_SEE),
    summary="Every watch",
)
def watches(request: HttpRequest, brand: str) -> object:
    caller = enter(request, brand, Permission.POSTS_SEE)
    every = list(Watch.objects.filter(brand=caller.brand).order_by("name"))
    if not caller.sight.whole:
        totals = totals_seen(caller.sight, [one.pk for one in every])
        for one in every:
            one.hit_count = totals.get(one.pk, 0)
    return every
