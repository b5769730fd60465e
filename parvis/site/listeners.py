"""Who may hear a brand's events: the session's account, if it holds a seat there. Reads; called in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from parvis.community.queries.house import arrived
from parvis.core.factors import asks_for_one
from parvis.core.models import Seat
from parvis.core.sessions import STRONG
from parvis.engagement.queries import sight_of, visible_to


class SignedOut(Exception):
    """No session, or one that has ended."""


class NoSeat(Exception):
    """Signed in, without a seat in this brand (or no such brand: the two are not told apart)."""


@dataclass(frozen=True, slots=True)
class Ear:
    """Who hears. `limited`: news of what this seat does not see is kept from it."""

    brand_id: int
    seat: Seat
    limited: bool


def brand_of(cookies: str, slug: str) -> Ear:
    """Who the bearer of `cookies` (the header, raw) is in the brand `slug`. Raises SignedOut, NoSeat."""
    request, account_id = _session_of(cookies)
    seat = Seat.objects.select_related("brand").filter(account_id=account_id, brand__slug=slug, ended_at=None).first()
    if seat is None or (asks_for_one(seat.brand) and not request.session.get(STRONG)):
        raise NoSeat
    return Ear(seat.brand_id, seat, not sight_of(seat).whole)


@dataclass(frozen=True, slots=True)
class Listening:
    """A member of a brand's community."""

    brand_id: int
    member_id: int


def member_of(cookies: str, slug: str) -> Listening:
    """Which member of the community the bearer of `cookies` is. Raises SignedOut, NoSeat."""
    _request, account_id = _session_of(cookies)
    found = arrived(slug, account_id)
    if found is None or found.member is None:
        raise NoSeat
    return Listening(found.community.brand_id, found.member.pk)


def _session_of(cookies: str) -> tuple[HttpRequest, int]:
    """With whose it is. Raises SignedOut."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(_session_key(cookies))
    user = get_user(request)
    if user.pk is None or not user.is_authenticated or not user.is_active:
        raise SignedOut
    return request, user.pk


def hears(ear: Ear, ref: str) -> bool:
    """Whether what `ref` names is in this seat's sight: "case:42", "thread:7", the number of a place, "" = nothing in particular."""
    kind, _, number = ref.rpartition(":")
    if not ref:
        return True
    if not number.isdigit():
        return False
    sight, pk = sight_of(ear.seat), int(number)
    match kind:
        case "case":
            return visible_to(ear.seat).filter(pk=pk).exists()
        case "thread":
            return sight.thread(pk) is not None
        case "":
            return sight.places().filter(pk=pk).exists()
        case _:
            return False


def _session_key(cookies: str) -> str | None:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return morsel.value if morsel else None
