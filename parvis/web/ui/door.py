"""The one door of every screen: signed in, seated at this brand, allowed. A test walks all routes with all roles."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from parvis.conversations.sight import Sight
from parvis.core.clock import now
from parvis.core.factors import asks_for_one
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Permission, allows
from parvis.core.sessions import STRONG, seen
from parvis.engagement.queries import sight_of

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is asking, in which brand, in what quality. `seats`: all that this account holds, in the order of their brands."""

    brand: Brand
    seat: Seat
    account: Account
    seats: tuple[Seat, ...]

    @property
    def sight(self) -> Sight:
        """What posts, places and people this seat may see: every query for a page begins with it."""
        return sight_of(self.seat)

    def may(self, permission: str) -> bool:
        return allows(self.seat.role, Permission(permission))


class DeskRequest(HttpRequest):
    """A request that has passed the door."""

    desk: Desk


View = Callable[Concatenate[DeskRequest, P], HttpResponse]
OPEN_VIEWS: set[str] = set()
"""Views that need no seat (sign-in, language): the walking test checks that nothing else is without a door."""


def screen(permission: Permission) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """A view at `/b/<slug:brand>/…`. Signed out → sign-in; no seat there → 404 (the brand's existence stays unsaid);
    a seat without the permission → 403."""

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def enter(request: HttpRequest, brand: str, *args: Any, **kwargs: Any) -> HttpResponse:
            desk = _desk_at(request, brand)
            if desk is None:
                return _shut(request)
            if not desk.may(permission):
                raise PermissionDenied
            if asks_for_one(desk.brand) and not request.session.get(STRONG):
                return HttpResponseRedirect(reverse("security", kwargs={"brand": brand}))
            return _shown(request, desk, view, *args, **kwargs)

        enter.permission = permission  # type: ignore[attr-defined]
        return enter

    return wrap


def screen_of_oneself(view: View[P]) -> Callable[..., HttpResponse]:
    """As `screen`, for what concerns one's own account: open to every seat, also while the team's second factor is missing
    (it is added there)."""

    @functools.wraps(view)
    def enter(request: HttpRequest, brand: str, *args: Any, **kwargs: Any) -> HttpResponse:
        desk = _desk_at(request, brand)
        if desk is None:
            return _shut(request)
        return _shown(request, desk, view, *args, **kwargs)

    enter.permission = Permission.INBOX_SEE  # type: ignore[attr-defined]
    return enter


def _desk_at(request: HttpRequest, brand: str) -> Desk | None:
    """None = signed out. Raises Http404 for who has no seat there."""
    account = cast(Account, request.user)
    if not account.is_authenticated:
        return None
    # All of them in one query: the frame of every page lists the brands between which one may switch.
    held = tuple(
        Seat.objects.select_related("brand").filter(account_id=account.pk, ended_at=None).order_by("brand__name", "pk")
    )
    seat = next((one for one in held if one.brand.slug == brand), None)
    if seat is None:
        raise Http404
    seat.account = account
    return Desk(brand=seat.brand, seat=seat, account=account, seats=held)


def _shown(
    request: HttpRequest, desk: Desk, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
) -> HttpResponse:
    arrived = cast(DeskRequest, request)
    arrived.desk = desk
    seen(request.session, now())
    with timezone.override(desk.brand.timezone):
        return view(arrived, *args, **kwargs)


def _shut(request: HttpRequest) -> HttpResponse:
    """To sign-in, and back. An island is told so instead: the sign-in page in the place of a pane would take what stands
    written there. A form goes back to the page it was on, since its own address answers nothing to a look."""
    if request.headers.get("HX-Request") or request.headers.get("Accept") == "application/json":
        return HttpResponse(status=401)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    came = urlsplit(request.headers.get("Referer", ""))
    onward = f"{came.path}?{came.query}" if came.query else came.path
    return redirect_to_login(onward if came.netloc == request.get_host() and came.path else "/")


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that needs no seat, on purpose."""
    OPEN_VIEWS.add(f"{view.__module__}.{view.__qualname__}")
    view.permission = None  # type: ignore[attr-defined]
    return view
