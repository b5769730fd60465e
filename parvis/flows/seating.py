"""Somebody joins a team by an invitation, or sits there in another quality: the seat, and the places that they see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.conversations.actions.seats import give_places
from parvis.core import invitations
from parvis.core.models import Account, Invitation, Seat
from parvis.core.roles import Role
from parvis.core.team import Quality, change_seat


@transaction.atomic
def change(seat: Seat, quality: Quality, places: Sequence[int], *, by: Seat, at: datetime) -> None:
    """`places`: of a guest; whoever else sees all of them. Raises `team.LastOwner`, `team.OwnersOnly`."""
    change_seat(seat, quality, by=by, at=at)
    give_places(seat, places if quality.role is Role.AGENCY_GUEST else [], by=by.account, at=at)


@transaction.atomic
def accept(invitation: Invitation, account: Account, *, at: datetime) -> Seat:
    """Raises `invitations.NotOpen`, `ForSomebodyElse`, `team.AlreadySeated`."""
    seat = invitations.accept(invitation, account, at=at)
    if invitation.places:
        give_places(seat, invitation.places, by=invitation.invited_by, at=at)
    return seat


@transaction.atomic
def join(invitation: Invitation, email: str, name: str, password: str, *, at: datetime) -> tuple[Account, Seat]:
    """A new account, and its seat. Raises as `accept`, and `team.AccountClosed` when the address has an account."""
    account = invitations.join(invitation, name, password, email=email, at=at)
    return account, accept(invitation, account, at=at)
