"""Who may hear a brand's events: the session's account, if it holds a seat there. Reads; called in a thread."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from parvis.core.models import Seat


class SignedOut(Exception):
    """No session, or one that has ended."""


class NoSeat(Exception):
    """Signed in, without a seat in this brand (or no such brand: the two are not told apart)."""


def brand_of(cookies: str, slug: str) -> int:
    """The id of the brand `slug` for the bearer of `cookies` (the header, raw). Raises SignedOut, NoSeat."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(_session_key(cookies))
    user = get_user(request)
    if not user.is_authenticated or not user.is_active:
        raise SignedOut
    brand_id = (
        Seat.objects.filter(account_id=user.pk, brand__slug=slug, ended_at=None)
        .values_list("brand_id", flat=True)
        .first()
    )
    if brand_id is None:
        raise NoSeat
    return brand_id


def _session_key(cookies: str) -> str | None:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return morsel.value if morsel else None
