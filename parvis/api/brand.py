"""The brand as it says itself: its name, languages and time zone; who speaks for it first."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import available_timezones

from django.http import HttpRequest
from django.utils import translation
from ninja import Field, Schema

from parvis.api.bounds import Line, Name, ShortName
from parvis.api.door import asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.core.accounts import introduce
from parvis.core.brands import Portrait
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission
from parvis.flows.brands import portray
from parvis.flows.founding import present
from parvis.outbox.actions.personas import NameTaken

Own = Literal["fr", "en"]
Read = Literal["fr", "en", "de", "es", "it", "nl", "pt"]


class BrandShape(Schema):
    """`language`: its own, in which watches and rules are proposed; `languages`: those its posts are read in."""

    slug: str
    name: str
    language: str
    languages: list[str]
    timezone: str
    asks_second_factor: bool


class BrandIn(Schema):
    """`timezone`: a name of the IANA database."""

    name: Name
    language: Own
    languages: Annotated[list[Read], Field(min_length=1, max_length=7)]
    timezone: Line


class PresentationIn(Schema):
    """`name`: of the caller, who signs with it."""

    brand: Name
    language: Own
    name: ShortName


class ProfileIn(Schema):
    """As the team reads it; what the public reads is the persona."""

    name: Name
    language: Own


class ProfileShape(Schema):
    seat: int
    role: str
    name: str
    language: str


@router.get(
    "/brands/{brand}/settings",
    response=BrandShape,
    operation_id="get_brand",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="What the brand says of itself",
)
def get_brand(request: HttpRequest, brand: str) -> BrandShape:
    return _told(enter(request, brand, Permission.SETTINGS_SEE).brand)


@router.put(
    "/brands/{brand}/settings",
    response=BrandShape,
    operation_id="change_brand",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Another name, other languages, another time zone; its addresses stay",
)
def change_brand(request: HttpRequest, brand: str, body: BrandIn) -> BrandShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    if body.timezone not in available_timezones():
        raise fault("timezone", "This is no time zone: give one such as Europe/Paris")
    languages = list(dict.fromkeys(body.languages))
    portrait = Portrait(body.name, body.language, languages, body.timezone)
    portray(caller.brand, portrait, by=caller.seat.account, at=now())
    return _told(caller.brand)


@router.put(
    "/brands/{brand}/presentation",
    response=BrandShape,
    operation_id="present_brand",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="The first words: who the brand is, and the caller who signs for it",
)
def present_brand(request: HttpRequest, brand: str, body: PresentationIn) -> BrandShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    portrait = Portrait(body.brand, body.language, caller.brand.languages or ["fr", "en"], caller.brand.timezone)
    try:
        with translation.override(body.language):
            present(
                caller.brand, portrait, name=body.name, by=caller.seat.account, translate=translation.gettext, at=now()
            )
    except NameTaken:
        raise fault("name", "Somebody of the team signs with this name already", status=409) from None
    return _told(caller.brand)


@router.get(
    "/brands/{brand}/me",
    response=ProfileShape,
    operation_id="get_profile",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Whose seat this is",
)
def get_profile(request: HttpRequest, brand: str) -> ProfileShape:
    seat = enter(request, brand, Permission.INBOX_SEE).seat
    return ProfileShape(seat=seat.pk, role=seat.role, name=seat.account.name, language=seat.account.language)


@router.put(
    "/brands/{brand}/me",
    response=ProfileShape,
    operation_id="change_profile",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="How the team calls the caller, and the language of their pages",
)
def change_profile(request: HttpRequest, brand: str, body: ProfileIn) -> ProfileShape:
    seat = enter(request, brand, Permission.INBOX_SEE).seat
    introduce(seat.account, body.name, body.language)
    return ProfileShape(seat=seat.pk, role=seat.role, name=seat.account.name, language=seat.account.language)


def _told(brand: Brand) -> BrandShape:
    return BrandShape(
        slug=brand.slug, name=brand.name, language=brand.language, languages=brand.languages or [brand.language],
        timezone=brand.timezone, asks_second_factor=brand.second_factor_at is not None,
    )  # fmt: skip
