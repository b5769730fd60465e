"""An access is asked for at a network: what leaves with the person, and who may come back with the answer (RFC 9700).

The state is drawn by us, good once and for a quarter of an hour, and only in the session, brand and account it began in.
"""

from __future__ import annotations

import base64
import hashlib
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parvis.core import credentials
from parvis.core.models import Account, Brand, Handshake

GOOD_FOR = timedelta(minutes=15)
KEPT = timedelta(days=1)


class NotOurs(Exception):
    """Nobody left with this state from here, or they came back already, or too late."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes along: `state` as it is, of the verifier only its `challenge` (S256)."""

    state: str
    challenge: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Where:
    """Who is under way, from which window. `session`: the key of the session."""

    brand: Brand
    account: Account
    session: str


def draw() -> Leaving:
    verifier = chance.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return Leaving(chance.token_urlsafe(32), challenge, verifier)


@transaction.atomic
def begin(leaving: Leaving, who: Where, *, network: str, level: str, app: Mapping[str, str], at: datetime) -> Handshake:
    """`app`: what the exchange will need; sealed, with the verifier."""
    return Handshake.objects.create(
        brand=who.brand,
        account=who.account,
        network=network,
        level=level,
        state=_hash(leaving.state),
        session=_hash(who.session),
        sealed=credentials.seal(who.brand.pk, network, {**app, "verifier": leaving.verifier}),
        created_at=at,
    )


@transaction.atomic
def take(state: str, who: Where, *, at: datetime) -> tuple[Handshake, credentials.Secrets]:
    """The handshake of this state, used up by this very call. Raises NotOurs."""
    mine = Handshake.objects.filter(
        state=_hash(state),
        brand=who.brand,
        account=who.account,
        session=_hash(who.session),
        created_at__gt=at - GOOD_FOR,
    )
    if not mine.filter(used_at=None).update(used_at=at):
        raise NotOurs
    found = mine.get()
    try:
        return found, credentials.unseal(bytes(found.sealed), found.brand_id, found.network)
    except credentials.CannotOpen as error:
        raise NotOurs from error


def forget(*, at: datetime) -> int:
    """Remove those of yesterday; how many."""
    return Handshake.objects.filter(created_at__lt=at - KEPT).delete()[0]


def _hash(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()
