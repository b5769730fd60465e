"""Keys of programs: listed and ended. A person makes them; a key makes no key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema, Status

from parvis.api.bounds import Id, ShortName
from parvis.api.door import Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.core.apikeys import NotYours, end_key, keys_of, make_key
from parvis.core.clock import now
from parvis.core.models import ApiKey
from parvis.core.roles import Permission


class KeyShape(Schema):
    """`prefix` names it in public; its secret is told nowhere. `seat`: in whose name it calls."""

    id: int
    name: str
    prefix: str
    permissions: list[str]
    seat: int
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class KeyMadeShape(KeyShape):
    """`secret`: told here and never again."""

    secret: str


class KeyIn(Schema):
    """`days`: how long it lives; null = until somebody ends it."""

    name: ShortName
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=len(Permission))]
    days: Annotated[int, Field(ge=1, le=3650)] | None = 365


class KeyEndedShape(Schema):
    id: int
    name: str


@router.get(
    "/brands/{brand}/keys",
    response=list[KeyShape],
    operation_id="list_keys",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Living keys, newest first; never their secrets",
)
def keys(request: HttpRequest, brand: str) -> list[KeyShape]:
    return [_told(one) for one in keys_of(enter(request, brand, Permission.TEAM_EDIT).brand.pk)]


@router.post(
    "/brands/{brand}/keys",
    response={201: KeyMadeShape},
    operation_id="make_key",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="A new key, made by somebody who is signed in; a key makes no key",
)
def make(request: HttpRequest, response: HttpResponse, brand: str, body: KeyIn) -> Status[KeyMadeShape]:
    caller, at = enter(request, brand, Permission.TEAM_EDIT), now()
    if caller.key is not None:
        raise Refused(
            403,
            "A key makes no key",
            detail="Whoever had it for an hour would have another for ever. Somebody signed in makes it.",
        )
    expires_at = at + timedelta(days=body.days) if body.days else None
    wanted = list(dict.fromkeys(body.permissions))
    try:
        made, text = make_key(
            caller.seat, name=body.name, permissions=wanted, expires_at=expires_at, by=caller.seat.account, at=at
        )
    except NotYours:
        raise fault("permissions", "Your role does not hold all of these itself", status=403) from None
    response["Cache-Control"] = "no-store"
    return Status(201, KeyMadeShape(**_told(made).dict(), secret=text))


@router.delete(
    "/brands/{brand}/keys/{key}",
    response=KeyEndedShape,
    operation_id="end_key",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It opens nothing any more, at once and for good",
)
def end(request: HttpRequest, brand: str, key: Id) -> KeyEndedShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    found = keys_of(caller.brand.pk).select_related("brand").filter(pk=key).first()
    if found is None:
        raise Refused(404, "No such key")
    end_key(found, by=caller.seat.account, at=now())
    return KeyEndedShape(id=found.pk, name=found.name)


def _told(one: ApiKey) -> KeyShape:
    return KeyShape(
        id=one.pk, name=one.name, prefix=one.prefix, permissions=one.permissions, seat=one.seat_id,
        created_at=one.created_at, expires_at=one.expires_at, last_used_at=one.last_used_at,
    )  # fmt: skip
