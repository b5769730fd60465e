"""Faces: shown by their hash, brought and taken back by whose they are."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.portraits import TooOften, show_face
from parvis.community.queries.portraits import face_at
from parvis.core.clock import now
from parvis.core.miniatures import squared
from parvis.core.pictures import path_of
from parvis.core.remaking import LARGEST, NotAPicture, made_anew
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.ways import FACE
from parvis.web.forum.wording import picture_refusal

SIDE = 112
"""Pixels: the largest face of any page, twice."""
_FACE = re.compile(f"[0-9a-f]{{{FACE}}}")


@require_safe
@hosted
def show(request: GuestRequest, face: str) -> HttpResponse:
    """Kept for long, by its reader alone: once a face is taken back, nobody else's copy shows it on."""
    brand = request.guest.brand.pk
    kept = face_at(brand, face) if _FACE.fullmatch(face) else None
    path = path_of(brand, kept) if kept else None
    if path is None or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def mine(request: GuestRequest) -> HttpResponse:
    """`picture`: the new one; `without`: initials again."""
    guest = request.guest
    assert guest.member is not None
    if request.method != "POST":
        return page(request, "look/face.html", refused="")
    try:
        picture = None if "without" in request.POST else squared(made_anew(_body(request)), SIDE)
        show_face(guest.member, picture, at=now())
    except NotAPicture as why:
        return page(request, "look/face.html", 422, refused=picture_refusal(why))
    except TooOften:
        refused = _("You have changed your picture often today: come back in ten minutes.")
        return page(request, "look/face.html", 429, refused=refused)
    return HttpResponseRedirect(guest.ways.member(guest.member.handle))


def _body(request: GuestRequest) -> bytes:
    """Raises NotAPicture."""
    file = request.FILES.get("picture")
    if file is None:
        raise NotAPicture("empty")
    if (file.size or 0) > LARGEST:
        raise NotAPicture("too_heavy")
    body: bytes = file.read()
    return body
