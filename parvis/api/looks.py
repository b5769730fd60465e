"""What the community wears, and what it says of its accessibility."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from django.http import HttpRequest

from parvis.api.community import EDIT, HOME, by_of, open_house
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.looks_shapes import (
    AccessIn,
    AccessShape,
    BothLights,
    BothTongues,
    LookIn,
    LookShape,
    PictureIn,
)
from parvis.api.router import router
from parvis.community.actions.looks import PICTURES, DomainTaken, LookForm, Stated, dress, hang, state_access
from parvis.community.models import AccessStatement, Community
from parvis.community.rules.looks import Colours, Light, why_not
from parvis.core.clock import now
from parvis.core.remaking import NotAPicture
from parvis.flows.looks import hang_picture, why_not_domain

LOOK, ACCESS = f"{HOME}/look", f"{HOME}/accessibility"
DOMAINS = {
    "shape": "This is no host name",
    "house": "The house itself stands at this name",
    "unserved": "The house does not answer at this name (PARVIS_HOSTS)",
}


@router.get(LOOK, response=LookShape, operation_id="get_look", openapi_extra=asks(EDIT), summary="What it wears")
def look(request: HttpRequest, brand: str) -> LookShape:
    return _told(open_house(enter(request, brand, EDIT)))


@router.put(
    LOOK, response=LookShape, operation_id="dress_community", openapi_extra=asks(EDIT),
    summary="Colours, letters, words, host name: all of them",
)  # fmt: skip
def wear(request: HttpRequest, brand: str, body: LookIn) -> LookShape:
    caller = enter(request, brand, EDIT)
    community = open_house(caller)
    domain = body.domain.strip().lower()
    if domain and (why := why_not_domain(domain)):
        raise fault("domain", DOMAINS[why])
    try:
        dress(
            community, LookForm(_worn(body), body.font, body.words.dict(), domain), by=by_of(caller), at=now()
        )  # fmt: skip
    except DomainTaken:
        raise fault("domain", "Another community stands at this name", status=409) from None
    return _told(community)


@router.put(
    f"{LOOK}/{{where}}", response=LookShape, operation_id="hang_picture", openapi_extra=asks(EDIT),
    summary="A logo, or the emblem of its icons",
)  # fmt: skip
def put_up(request: HttpRequest, brand: str, where: str, body: PictureIn) -> LookShape:
    caller = enter(request, brand, EDIT)
    community = _wall(caller, where)
    try:
        hang_picture(community, where, b64decode(body.content, validate=True), by=by_of(caller), at=now())
    except (NotAPicture, Error, ValueError):
        raise fault("content", "This is not a picture that can be shown") from None
    return _told(community)


@router.delete(
    f"{LOOK}/{{where}}", response=LookShape, operation_id="take_down_picture", openapi_extra=asks(EDIT),
    summary="Nothing hangs there",
)  # fmt: skip
def take_down(request: HttpRequest, brand: str, where: str) -> LookShape:
    caller = enter(request, brand, EDIT)
    community = _wall(caller, where)
    hang(community, where, None, by=by_of(caller), at=now())
    return _told(community)


@router.get(
    ACCESS, response=AccessShape, operation_id="get_accessibility", openapi_extra=asks(EDIT),
    summary="What it says of its accessibility",
)  # fmt: skip
def stated(request: HttpRequest, brand: str) -> AccessShape:
    community = open_house(enter(request, brand, EDIT))
    found = AccessStatement.objects.filter(community=community).first()
    if found is None:
        raise Refused(404, "Nothing was stated")
    return _said(found, community)


@router.put(
    ACCESS, response=AccessShape, operation_id="state_accessibility", openapi_extra=asks(EDIT),
    summary="State it, as French law words it",
)  # fmt: skip
def state(request: HttpRequest, brand: str, body: AccessIn) -> AccessShape:
    caller = enter(request, brand, EDIT)
    community = open_house(caller)
    wrong = {"full": body.rate != 100, "partial": body.rate is None or not 50 <= body.rate < 100, "none": False}
    if wrong[body.state]:
        raise fault("state", "This does not go with the rate")
    return _said(state_access(community, Stated(**body.dict()), by=by_of(caller), at=now()), community)


def _wall(caller: Caller, where: str) -> Community:
    """`where`: logo, logo_dark or emblem."""
    if where not in PICTURES:
        raise Refused(404, "Nothing hangs there")
    return open_house(caller)


def _worn(body: LookIn) -> dict[Light, Colours] | None:
    if body.colours is None:
        return None
    asked = {
        Light.DAY: Colours(**body.colours.light.dict()),
        Light.NIGHT: Colours(**body.colours.dark.dict()),
    }
    for light, colours in asked.items():
        for one in why_not(colours, light):
            raise fault(f"colours.{light}.{one.part}", f"It cannot be read; the nearest that can is {one.nearest}")
    return asked


def _told(community: Community) -> LookShape:
    community = Community.objects.select_related("brand", "look").get(pk=community.pk)
    worn = community.worn
    version = worn.version if worn else 0
    return LookShape(
        colours=BothLights(**worn.colours) if worn and worn.colours else None, font=worn.font if worn else "house",
        words=BothTongues(**(worn.words if worn else {})), domain=worn.domain if worn else "",
        logo=bool(worn and worn.logo), logo_dark=bool(worn and worn.logo_dark), emblem=bool(worn and worn.emblem),
        version=version, sheet=f"/c/{community.brand.slug}/worn/look-{version}.css",
    )  # fmt: skip


def _said(found: AccessStatement, community: Community) -> AccessShape:
    told = {name: getattr(found, name) for name in Stated.__slots__}
    return AccessShape(**told, url=f"/c/{community.brand.slug}/accessibility")
