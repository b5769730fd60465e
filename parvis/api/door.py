"""The door of the API: the same seats and permissions as the pages, refusals as problem+json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from parvis.conversations.sight import Sight
from parvis.core.apikeys import holds, key_of
from parvis.core.clock import now
from parvis.core.factors import asks_for_one
from parvis.core.models import ApiKey, Brand, Seat
from parvis.core.ratelimit import wait_for
from parvis.core.roles import Permission, allows
from parvis.core.sessions import STRONG
from parvis.engagement.queries import sight_of

STEADY, BURST = timedelta(seconds=0.2), 60
"""Calls of one key: five a second, sixty at once."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, in which brand, in what quality. `key`: the program's, None for a person's session."""

    brand: Brand
    seat: Seat
    key: ApiKey | None = None

    @property
    def sight(self) -> Sight:
        """As the pages': what posts, places and people this seat may see."""
        return sight_of(self.seat)


class Refused(Exception):
    """`status`: 401 signed out, 404 no seat there (the brand's existence stays unsaid), 403 not in this role.

    `after`: seconds to wait before the next try, for 429. `errors`: what is wrong, by the field concerned.
    `more`: members of this very problem (RFC 9457, 3.2).
    """

    def __init__(
        self,
        status: int,
        title: str,
        *,
        detail: str = "",
        after: int = 0,
        errors: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(title)
        self.errors = dict(errors or {})
        self.more = dict(more or {})
        self.status = status
        self.title = title
        self.detail = detail
        self.after = after


class KeyAuth(HttpBearer):
    """`Authorization: Bearer pv_…`: a key that an owner made in the settings."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = key_of(token, now())
        if key is not None and (wait := wait_for(f"key:{key.pk}", every=STEADY, burst=BURST, at=now())):
            raise Refused(429, "Too many calls", detail="Five a second, sixty at once.", after=int(wait) + 1)
        return key


def enter(request: HttpRequest, slug: str, permission: Permission) -> Caller:
    """Raises Refused."""
    if "\0" in slug:
        raise Refused(404, "No such brand")
    key = getattr(request, "auth", None)
    if isinstance(key, ApiKey):
        return _enter_with(key, slug, permission)
    if not request.user.is_authenticated:
        raise Refused(401, "Sign in first")
    seat = (
        Seat.objects.select_related("brand", "account")
        .filter(account_id=request.user.pk, brand__slug=slug, ended_at=None)
        .first()
    )
    if seat is None:
        raise Refused(404, "No such brand")
    if not allows(seat.role, permission):
        raise Refused(403, "Your role does not allow this")
    if asks_for_one(seat.brand) and not request.session.get(STRONG):
        raise Refused(403, "This team signs in with a second factor")
    return Caller(brand=seat.brand, seat=seat)


def _enter_with(key: ApiKey, slug: str, permission: Permission) -> Caller:
    if key.seat.brand.slug != slug:
        raise Refused(404, "No such brand")
    if not holds(key, permission):
        raise Refused(403, "This key does not allow this", detail=f"It needs {permission.value}.")
    return Caller(brand=key.seat.brand, seat=key.seat, key=key)


def asks(permission: Permission) -> dict[str, str]:
    """The permission of an operation, said in its description; a test calls each with every role and compares."""
    return {"x-permission": permission.value}
