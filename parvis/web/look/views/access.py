"""What the community says of its accessibility, in the form that French law gives it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from parvis.web.forum.addresses import origin_of
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page


@require_safe
@hosted
def statement(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    return page(
        request, "look/access.html", stated=guest.community.stated, where=origin_of(request) + guest.ways.home()
    )
