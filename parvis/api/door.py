"""The door of the API: the same seats and permissions as the pages, refusals as problem+json."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from parvis.conversations.sight import Sight
from parvis.core.factors import asks_for_one
from parvis.core.models import Brand, Seat
from parvis.core.roles import Permission, allows
from parvis.core.sessions import STRONG
from parvis.engagement.queries import sight_of


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, in which brand, in what quality."""

    brand: Brand
    seat: Seat

    @property
    def sight(self) -> Sight:
        """As the pages': what posts, places and people this seat may see."""
        return sight_of(self.seat)


class Refused(Exception):
    """`status`: 401 signed out, 404 no seat there (the brand's existence stays unsaid), 403 not in this role."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


def enter(request: HttpRequest, slug: str, permission: Permission) -> Caller:
    """Raises Refused."""
    if not request.user.is_authenticated:
        raise Refused(401, "Sign in first")
    seat = (
        Seat.objects.select_related("brand").filter(account_id=request.user.pk, brand__slug=slug, ended_at=None).first()
    )
    if seat is None:
        raise Refused(404, "No such brand")
    if not allows(seat.role, permission):
        raise Refused(403, "Your role does not allow this")
    if asks_for_one(seat.brand) and not request.session.get(STRONG):
        raise Refused(403, "This team signs in with a second factor")
    return Caller(brand=seat.brand, seat=seat)


def asks(permission: Permission) -> dict[str, str]:
    """The permission of an operation, said in its description; a test calls each with every role and compares."""
    return {"x-permission": permission.value}
