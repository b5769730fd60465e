"""The one door of every screen: signed in, seated at this brand, allowed. A test walks all routes with all roles."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Permission, allows

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is asking, in which brand, in what quality."""

    brand: Brand
    seat: Seat
    account: Account

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
            if not request.user.is_authenticated:
                return _shut(request)
            seat = (
                Seat.objects.select_related("brand", "account", "department")
                .filter(account_id=request.user.pk, brand__slug=brand, ended_at=None)
                .first()
            )
            if seat is None:
                raise Http404
            if not allows(seat.role, permission):
                raise PermissionDenied
            arrived = cast(DeskRequest, request)
            arrived.desk = Desk(brand=seat.brand, seat=seat, account=seat.account)
            with timezone.override(seat.brand.timezone):
                return view(arrived, *args, **kwargs)

        enter.permission = permission  # type: ignore[attr-defined]
        return enter

    return wrap


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
