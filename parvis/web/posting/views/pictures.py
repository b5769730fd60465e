"""Pictures: brought while writing, shown to who may read where they stand."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.uploads import QuotaFull
from parvis.community.queries.uploads import picture_for
from parvis.core.pictures import path_of
from parvis.core.remaking import NotAPicture
from parvis.web.forum.bringing import brought
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.wording import picture_refusal


@require_POST
@hosted_for_members
def bring(request: GuestRequest) -> HttpResponse:
    """For the composer's island: `address` to write, or `refused` to say."""
    try:
        return JsonResponse({"address": brought(request)}, status=201)
    except (NotAPicture, QuotaFull) as why:
        return JsonResponse({"refused": picture_refusal(why)}, status=429 if isinstance(why, QuotaFull) else 422)


@require_safe
@hosted
def show(request: GuestRequest, name: str) -> HttpResponse:
    """Kept by its reader alone, for long: what stands behind its address never changes, who may see it does."""
    guest = request.guest
    found = picture_for(guest.house, guest.who, name)
    path = path_of(guest.brand.pk, found.sha256) if found is not None else None
    if path is None or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
