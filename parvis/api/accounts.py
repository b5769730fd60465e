"""Accounts of the brand at its networks: which stand, until when, what they open; and their end.

An account is opened in the pages only: its owner says yes at the network itself, in a browser, and no program sees that.
"""

from __future__ import annotations

from django.http import HttpRequest

from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.place_told import health_shape, words_of
from parvis.api.places_shapes import (
    AccountShape,
    DisconnectedShape,
    ListenIn,
    OfferShape,
    OpenedShape,
    RefusalShape,
)
from parvis.api.router import router
from parvis.connectors.accounts import Accounts
from parvis.conversations.health import access_ending
from parvis.conversations.queries import places_per_access
from parvis.core.clock import now
from parvis.core.credentials import access_of, accesses_of
from parvis.core.models import Credential
from parvis.core.roles import Permission
from parvis.flows.connect import chosen_from, listen_through, networks
from parvis.flows.disconnect import disconnect


@router.get(
    "/brands/{brand}/accounts",
    response=list[AccountShape],
    operation_id="list_accounts",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Accounts that are connected, and when each access ends",
)
def accounts(request: HttpRequest, brand: str) -> list[AccountShape]:
    caller, known = enter(request, brand, Permission.PLACES_EDIT), networks()
    places, at = places_per_access(caller.brand.pk), now()
    told = []
    for one in accesses_of(caller.brand):
        if one.network in known:
            ending = access_ending(one.updated_at, one.expires_at, at)
            told.append(
                AccountShape(
                    id=one.pk, network=one.network, name=one.name, level=str(one.settings.get("level", "")),
                    scopes=one.scopes, places=places[one.pk], connected_at=one.updated_at, expires_at=one.expires_at,
                    ending=health_shape(ending) if ending else None,
                )
            )  # fmt: skip
    return told


@router.get(
    "/brands/{brand}/accounts/{credential}/offers",
    response=list[OfferShape],
    operation_id="list_offers",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="What can be listened to through an account",
)
def offers(request: HttpRequest, brand: str, credential: Id) -> list[OfferShape]:
    access, connector = _found(enter(request, brand, Permission.PLACES_EDIT), credential)
    return [
        OfferShape(kind=one.kind, label=str(one.label), help=str(one.help), asks=str(one.asks or ""))
        for one in connector.offers(str(access.settings.get("level", "")))
    ]


@router.post(
    "/brands/{brand}/accounts/{credential}/places",
    response=OpenedShape,
    operation_id="listen_through",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Mentions, hashtags, searches of an account become places, read at once",
)
def listen(request: HttpRequest, brand: str, credential: Id, body: ListenIn) -> OpenedShape:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    access, connector = _found(caller, credential)
    offered = connector.offers(str(access.settings.get("level", "")))
    wanted = chosen_from(offered, access, [(one.kind, one.words) for one in body.wanted], str)
    if not wanted:
        raise fault("wanted", "Choose what this account offers, with words where it asks for them")
    opened = listen_through(access, wanted, by=caller.seat.account, at=now())
    refused = [RefusalShape(name=name, reason=words_of(problem)) for name, problem in opened.refused]
    return OpenedShape(places=[place.pk for place in opened.places], refused=refused)


@router.delete(
    "/brands/{brand}/accounts/{credential}",
    response=DisconnectedShape,
    operation_id="disconnect_account",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="The network forgets us where it can, its keys are forgotten here, its places rest",
)
def end_account(request: HttpRequest, brand: str, credential: Id) -> DisconnectedShape:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    access, _connector = _found(caller, credential)
    ended = disconnect(access, by=caller.seat.account, at=now())
    return DisconnectedShape(revoked=ended.revoked, places=[place.pk for place in ended.places])


def _found(caller: Caller, credential: int) -> tuple[Credential, Accounts]:
    access = access_of(caller.brand, credential)
    connector = networks().get(access.network) if access else None
    if access is None or connector is None:
        raise Refused(404, "No such account")
    return access, connector
