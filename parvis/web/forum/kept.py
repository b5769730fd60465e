"""Which pages may be kept for the next passer-by (`shelf`), and for how long by anybody else: never without asking."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from parvis.community.models import Topic
from parvis.web.forum.door import GuestRequest
from parvis.web.forum.shelf import HEADER, Proof


def kept(response: HttpResponse, request: GuestRequest, topic: Topic) -> HttpResponse:
    """The page of a topic. Passers-by share it; a member's own is nobody else's."""
    guest = request.guest
    if guest.account is not None or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return private(response)
    proof = Proof(guest.brand.slug, topic.pk, topic.version, guest.community.access_version)
    response.headers[HEADER] = str(proof)
    response.headers["Cache-Control"] = "no-cache"
    return response


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    return response
