"""An account of the brand is disconnected: the network forgets us where it can, we forget its keys, its places rest."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.connectors.accounts import Revokes
from parvis.connectors.contract import ConnectorError
from parvis.connectors.net import Reach
from parvis.connectors.recognise import Reaches
from parvis.connectors.registry import connector_for
from parvis.conversations.actions.places import pause
from parvis.conversations.models import Place
from parvis.conversations.queries import places_through
from parvis.core import credentials, journal
from parvis.core.models import Account, Credential
from parvis.flows.renewal import app_of
from parvis.outbox.models import Outgoing
from parvis.outbox.rules import State

log = logging.getLogger(__name__)
LEAVING = (State.APPROVED, State.QUEUED)


@dataclass(frozen=True, slots=True)
class Stops:
    """What an account carries now. `leaving`: answers that were to leave through it."""

    places: list[Place]
    leaving: int


@dataclass(frozen=True, slots=True)
class Ended:
    """`revoked`: the network was told and agreed. `places`: those that rest from now on; their posts stay."""

    revoked: bool
    places: list[Place]


def what_stops(access: Credential) -> Stops:
    """Two queries."""
    read = [place for place in places_through(access.pk) if place.paused_at is None]
    return Stops(read, Outgoing.objects.filter(place__credential=access, state__in=LEAVING).count())


def disconnect(access: Credential, *, by: Account, at: datetime) -> Ended:
    """Never raises for what the network says: our own keys are gone in any case. Twice changes nothing more."""
    revoked = _revoke(access)
    with transaction.atomic():
        read = what_stops(access).places
        for place in read:
            pause(place, by=by, at=at)
        credentials.forget(access, at)
        journal.record(
            access.brand, actor=by, verb="access.ended", object=f"credential:{access.pk}", at=at,
            data={"name": access.name, "network": access.network, "revoked": revoked, "places": [p.pk for p in read]},
        )  # fmt: skip
    return Ended(revoked, read)


def _revoke(access: Credential) -> bool:
    connector = connector_for(access.network)
    if isinstance(connector, Reaches):
        connector = connector.within(Reach.from_environment())
    if not isinstance(connector, Revokes):
        return False
    try:
        secrets = credentials.secrets_of(access)
        connector.revoke(app_of(secrets), secrets)
    except (ConnectorError, credentials.CannotOpen) as error:
        log.info("access %s was not revoked at its network: %s", access.pk, error)
        return False
    return True
