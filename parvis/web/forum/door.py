"""The door of the community: open to passers-by where its rooms are. Each view decides by `guest` what it may show.

A community that is not there, or closed, is a page that does not exist. So is everything that whoever asks may not know of.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from parvis.community.actions.reading import seen_here
from parvis.community.models import Community, Member
from parvis.community.queries.house import House, arrived
from parvis.community.rules.access import Room, Who
from parvis.core.clock import now
from parvis.core.models import Account, Brand
from parvis.web.forum.ways import Ways

P = ParamSpec("P")
SEEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who looks, in which house. `account` without `member`: signed in, and not (yet) a member here. `told`:
    something was told to the member that it has not read."""

    community: Community
    house: House
    who: Who
    account: Account | None
    member: Member | None
    ways: Ways
    told: bool = False

    @property
    def brand(self) -> Brand:
        return self.community.brand

    def rooms(self) -> tuple[Room, ...]:
        """Those that may be named before this guest."""
        return self.house.known(self.who)

    def may_read(self, room: Room) -> bool:
        return room.id in self.house.readable(self.who)


class GuestRequest(HttpRequest):
    """A request that stands in the house."""

    guest: Guest


View = Callable[Concatenate[GuestRequest, P], HttpResponse]
HOSTED_VIEWS: set[str] = set()
"""Views behind this door: the walking test checks that every address of the community has one."""


def hosted(view: View[P]) -> Callable[..., HttpResponse]:
    """A view at `/c/<slug:brand>/…`, for whoever comes."""
    HOSTED_VIEWS.add(f"{view.__module__}.{view.__qualname__}")

    @functools.wraps(view)
    def enter(request: HttpRequest, brand: str, *args: Any, **kwargs: Any) -> HttpResponse:
        arrived = cast(GuestRequest, request)
        arrived.guest = guest_at(request, brand)
        with timezone.override(arrived.guest.brand.timezone):
            return view(arrived, *args, **kwargs)

    enter.hosted = True  # type: ignore[attr-defined]
    return enter


def hosted_for_members(view: View[P]) -> Callable[..., HttpResponse]:
    """As `hosted`. Signed out → sign-in and back; signed in without membership → join and back."""

    def inside(request: GuestRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        guest = request.guest
        if guest.account is None:
            if request.method != "GET":
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if guest.member is None:
            return HttpResponseRedirect(guest.ways.join(request.get_full_path()))
        return view(request, *args, **kwargs)

    functools.update_wrapper(inside, view)
    return hosted(inside)


def guest_at(request: HttpRequest, slug: str) -> Guest:
    """Raises Http404 where no community is open. One query for a passer-by whose rooms are known."""
    account = _account(request)
    found = arrived(slug, account.pk if account else None)
    if found is None:
        raise Http404
    member, at = found.member, now()
    if member is not None:
        member.account = account
        if at - member.seen_at > SEEN_EVERY:
            seen_here(member, at=at)
    return Guest(found.community, found.house, found.who, account, member, Ways(f"/c/{slug}"), found.told)


def _account(request: HttpRequest) -> Account | None:
    """None without touching the session of who brings none."""
    user = cast(Account, request.user)
    return user if user.is_authenticated else None
