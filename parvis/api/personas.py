"""Who signs for the brand, and how the public reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Schema, Status

from parvis.api.bounds import Id, Line, ShortName
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.core.clock import now
from parvis.core.models import Account, Brand
from parvis.core.roles import Permission
from parvis.core.team import team_of
from parvis.outbox.actions.personas import NameTaken, Signing, add_persona, edit_persona, end_persona
from parvis.outbox.models import Persona
from parvis.outbox.rules import signature

LANGUAGES = ("fr", "en")


class PersonaShape(Schema):
    """`seat`: whose it is, None = the whole team's. `signatures`: as the public reads them, by language."""

    id: int
    name: str
    quality: str
    seat: int | None
    signature: str
    signatures: dict[str, str]


class PersonaIn(Schema):
    """`seat`: only they may sign with it; None = the whole team. `signature` "" = made from name and quality."""

    name: ShortName
    quality: Annotated[Line, Field(max_length=120)] = ""
    seat: Id | None = None
    signature: Line = ""


@router.get(
    "/brands/{brand}/personas",
    response=list[PersonaShape],
    operation_id="list_personas",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="Who signs, by name",
)
def personas(request: HttpRequest, brand: str) -> list[PersonaShape]:
    caller = enter(request, brand, Permission.SETTINGS_SEE)
    rows = Persona.objects.filter(brand=caller.brand, ended_at=None).order_by("name")
    seats = _seats(caller.brand)
    return [_told(one, caller.brand, seats) for one in rows]


@router.post(
    "/brands/{brand}/personas",
    response={201: PersonaShape},
    operation_id="add_persona",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Somebody more who signs",
)
def add(request: HttpRequest, brand: str, body: PersonaIn) -> Status[PersonaShape]:
    caller = enter(request, brand, Permission.RULES_EDIT)
    signing = _signing(caller, body)
    made = _named(lambda: add_persona(caller.brand, signing, by=caller.seat.account, at=now()))
    return Status(201, _told(made, caller.brand, _seats(caller.brand)))


@router.put(
    "/brands/{brand}/personas/{persona}",
    response=PersonaShape,
    operation_id="change_persona",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Another name, quality or signature; what is sent keeps the one it had",
)
def change(request: HttpRequest, brand: str, persona: Id, body: PersonaIn) -> PersonaShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    found, signing = _found(caller, persona), _signing(caller, body)
    made = _named(lambda: edit_persona(found, signing, by=caller.seat.account, at=now()))
    return _told(made, caller.brand, _seats(caller.brand))


@router.delete(
    "/brands/{brand}/personas/{persona}",
    response=PersonaShape,
    operation_id="end_persona",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Nobody signs with it any more; what it signed stays",
)
def end(request: HttpRequest, brand: str, persona: Id) -> PersonaShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    found = _found(caller, persona)
    end_persona(found, by=caller.seat.account, at=now())
    return _told(found, caller.brand, _seats(caller.brand))


def _found(caller: Caller, persona: int) -> Persona:
    rows = Persona.objects.select_related("account", "brand")
    found = rows.filter(brand=caller.brand, pk=persona, ended_at=None).first()
    if found is None:
        raise Refused(404, "No such persona")
    return found


def _signing(caller: Caller, body: PersonaIn) -> Signing:
    account: Account | None = None
    if body.seat is not None:
        account = next((one.account for one in team_of(caller.brand) if one.pk == body.seat), None)
        if account is None:
            raise fault("seat", "Nobody of the team has this seat")
    return Signing(body.name, body.quality, account, body.signature)


def _named(act: Callable[[], Persona]) -> Persona:
    try:
        return act()
    except NameTaken:
        raise fault("name", "Another persona has, or had, this name", status=409) from None


def _seats(brand: Brand) -> dict[int, int]:
    """Account → seat."""
    return {one.account_id: one.pk for one in team_of(brand)}


def _told(one: Persona, brand: Brand, seats: dict[int, int]) -> PersonaShape:
    shown = {tongue: one.signature or signature(one.name, one.quality, brand.name, tongue) for tongue in LANGUAGES}
    return PersonaShape(
        id=one.pk, name=one.name, quality=one.quality, signature=one.signature, signatures=shown,
        seat=seats.get(one.account_id) if one.account_id else None,
    )  # fmt: skip
