"""What the community wears, by files of its own: a sheet, logos, icons. Their addresses carry a version: kept for ever."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.models import Community
from parvis.community.rules.looks import HOUSE, Colours, Font, Light, tokens
from parvis.community.rules.looks import sheet as sheet_of
from parvis.core.miniatures import icon as drawn
from parvis.core.pictures import path_of
from parvis.web.forum.door import GuestRequest, hosted

SIDES = (64, 180, 192, 512)
WHOLE, MASKED = 0.9, 0.62
"""Of an icon's side, what its emblem takes: whole, and where the machine may cut a circle out of it."""


@require_safe
@hosted
def sheet(request: GuestRequest, version: int) -> HttpResponse:
    worn = request.guest.community.worn
    if worn is None:
        raise Http404
    css = _sheet(request.guest.brand.pk, worn.version, request.guest.community)
    return lasting(HttpResponse(css, content_type="text/css; charset=utf-8"), version == worn.version)


@require_safe
@hosted
def logo(request: GuestRequest, version: int, where: str) -> HttpResponse:
    worn = request.guest.community.worn
    kept = str(getattr(worn, where)).partition(" ")[0] if worn is not None else ""
    path = path_of(request.guest.brand.pk, kept) if kept else None
    if worn is None or path is None or not path.exists():
        raise Http404
    return lasting(HttpResponse(path.read_bytes(), content_type="image/webp"), version == worn.version)


@require_safe
@hosted
def icon(request: GuestRequest, side: int, version: int, mask: bool = False) -> HttpResponse:
    """Of the emblem on the ground that pages have by day; of initials on the accent, where there is none."""
    if side not in SIDES:
        raise Http404
    community = request.guest.community
    now = community.worn.version if community.worn is not None else 0
    body = _icon(community.pk, now, community.name, side, mask, community)
    return lasting(HttpResponse(body, content_type="image/png"), version == now)


def lasting(response: HttpResponse, current: bool) -> HttpResponse:
    """A page older than a change asks for the former file: it gets today's, and does not keep it."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def colours_of(community: Community) -> dict[Light, Colours]:
    worn = community.worn
    if worn is None or not worn.colours:
        return dict(HOUSE)
    return {light: Colours(**worn.colours[light.value]) for light in Light}


@lru_cache(maxsize=64)
def _sheet(_brand: int, _version: int, community: Community) -> str:
    worn = community.worn
    assert worn is not None
    return sheet_of(colours_of(community) if worn.colours else None, Font(worn.font))


@lru_cache(maxsize=128)
def _icon(_brand: int, _version: int, name: str, side: int, mask: bool, community: Community) -> bytes:
    day = tokens(colours_of(community)[Light.DAY], Light.DAY)
    filled = MASKED if mask else WHOLE
    emblem = community.worn.emblem.partition(" ")[0] if community.worn is not None else ""
    path = path_of(community.pk, emblem) if emblem else None
    if path is not None and path.exists():
        return drawn(side, day["ground"], filled=filled, emblem=path.read_bytes())
    return drawn(side, day["cobalt"], filled=filled, letters=initial(name), ink=day["on-cobalt"])


def initial(name: str) -> str:
    """Of a name such as « La place »; a dot for one without a letter."""
    return next((sign.upper() for sign in name if sign.isalnum()), "·")
