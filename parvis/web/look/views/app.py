"""The community as an app on a telephone: what it is called, and what it can do without a network."""

from __future__ import annotations

import hashlib
import json

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from parvis.community.rules.access import NOBODY
from parvis.community.rules.looks import Light
from parvis.web.forum.door import Guest, GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.look.views.worn import colours_of
from parvis.web.ui import assets

SHORT = 14
"""Letters under an icon that telephones show whole."""


@require_safe
@hosted
def manifest(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    community, version, home = guest.community, worn_version(guest), guest.ways.home()
    day = colours_of(community)[Light.DAY]
    whole = [(side, "icon", "any") for side in (192, 512)]
    told = {
        "id": home,
        "name": community.name,
        "short_name": community.name if len(community.name) <= SHORT else community.name[:SHORT].rsplit(" ", 1)[0],
        "description": community.tagline,
        "lang": get_language() or "fr",
        "dir": "ltr",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": day.ground,
        "theme_color": day.ground,
        "icons": [
            {
                "src": guest.ways.worn(f"{kind}-{side}", version, "png"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for side, kind, purpose in [*whole, (512, "mask", "maskable")]
        ],
    }
    response = JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@hosted
def worker(request: GuestRequest) -> HttpResponse:
    """The script that stands behind the pages, with what it keeps. It changes when any of that does: browsers look each day."""
    built = assets.built("look/worker.ts")
    if built is None:
        raise Http404
    guest = request.guest
    version = worn_version(guest)
    shell = [
        assets.style_url(assets.House.COMMUNITY),
        guest.ways.offline(),
        guest.ways.worn("icon-192", version, "png"),
    ]
    if guest.community.worn is not None:
        shell.append(guest.ways.worn("look", version, "css"))
    body = built.read_text(encoding="utf-8")
    digest = hashlib.blake2b(repr((body, shell, guest.community.name)).encode(), digest_size=6).hexdigest()
    told = {"base": guest.ways.home(), "offline": guest.ways.offline(), "shell": shell, "version": digest}
    head = f"self.TOLD={json.dumps(told)};\n"
    response = HttpResponse(head + body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@hosted
def offline(request: GuestRequest) -> HttpResponse:
    """What an app shows without a network, where it kept nothing better. It names nobody."""
    guest = request.guest
    bare = Guest(guest.community, guest.house, NOBODY, None, None, guest.ways)
    request.guest = bare
    return page(request, "look/offline.html")


def worn_version(guest: Guest) -> int:
    """0 = the house's own look."""
    worn = guest.community.worn
    return worn.version if worn is not None else 0
