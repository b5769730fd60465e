"""Seats that wait for somebody. The link is told once; the program that asked for it hands it over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.api.team import OWNERS_ONLY, department_for, places_for
from parvis.api.team_shapes import InvitationIn, InvitationShape, RevokedShape
from parvis.core import invitations, team
from parvis.core.clock import now
from parvis.core.models import Invitation
from parvis.core.roles import Permission, Role

T = TypeVar("T")


@router.get(
    "/brands/{brand}/invitations",
    response=list[InvitationShape],
    operation_id="list_invitations",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="Those that wait, and those that nobody took in time; latest first",
)
def waiting(request: HttpRequest, brand: str) -> list[InvitationShape]:
    return [_told(one) for one in invitations.open_of(enter(request, brand, Permission.SETTINGS_SEE).brand)]


@router.post(
    "/brands/{brand}/invitations",
    response={201: InvitationShape},
    operation_id="invite",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Offer a seat; its link is told here and never again",
)
def invite(request: HttpRequest, response: HttpResponse, brand: str, body: InvitationIn) -> Status[InvitationShape]:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    email = body.email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise fault("email", "Write a whole address, like name@example.org") from None
    places = places_for(caller, body.places) if body.role is Role.AGENCY_GUEST else []
    offer = invitations.Offer(email, body.role, department_for(caller, body.department), places, body.language)
    made, token = _refused(lambda: invitations.invite(caller.brand, offer, by=caller.seat, at=now()))
    response["Cache-Control"] = "no-store"
    return Status(201, _told(made, _link(request, token)))


@router.post(
    "/brands/{brand}/invitations/{invitation}/renew",
    response=InvitationShape,
    operation_id="renew_invitation",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Another link, good for seven days; the former one opens nothing",
)
def renew(request: HttpRequest, response: HttpResponse, brand: str, invitation: Id) -> InvitationShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    found = _found(caller, invitation)
    token = _refused(lambda: invitations.renew(found, by=caller.seat, at=now()))
    response["Cache-Control"] = "no-store"
    return _told(_found(caller, invitation), _link(request, token))


@router.post(
    "/brands/{brand}/invitations/{invitation}/revoke",
    response=RevokedShape,
    operation_id="revoke_invitation",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Its link opens nothing any more",
)
def revoke(request: HttpRequest, brand: str, invitation: Id) -> RevokedShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    return RevokedShape(revoked=invitations.revoke(_found(caller, invitation), by=caller.seat.account, at=now()))


def _refused(act: Callable[[], T]) -> T:
    try:
        return act()
    except team.AlreadySeated:
        raise fault("email", "This person has a seat in the team already", status=409) from None
    except team.AccountClosed:
        raise fault("email", "This account was closed: have it opened again on the server first", status=409) from None
    except team.OwnersOnly:
        raise fault("role", OWNERS_ONLY, status=403) from None
    except invitations.NotOpen:
        raise Refused(409, "This invitation has ended meanwhile") from None


def _found(caller: Caller, invitation: int) -> Invitation:
    found = Invitation.objects.filter(brand=caller.brand, pk=invitation).first()
    if found is None:
        raise Refused(404, "No such invitation")
    return found


def _link(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))


def _told(one: Invitation, link: str = "") -> InvitationShape:
    return InvitationShape(
        id=one.pk, email=one.email, role=one.role, department=one.department_id, places=one.places,
        language=one.language, invited_at=one.invited_at, expires_at=one.expires_at, link=link,
    )  # fmt: skip
