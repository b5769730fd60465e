"""An account of the brand is opened: at its network (leave, come back) or here; then what to listen to is chosen."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from parvis.connectors.accounts import Accounts, App, Asked, OAuth, Offer, SignsIn
from parvis.connectors.contract import AuthExpired, ConnectorError, Finding
from parvis.connectors.registry import all_connectors, connector_for
from parvis.conversations.actions.places import configure
from parvis.conversations.models import Place
from parvis.conversations.queries import places_through
from parvis.core import credentials, handshakes, journal
from parvis.core.handshakes import Leaving, Where
from parvis.core.messages import Message
from parvis.core.models import Account, Brand, Credential
from parvis.flows.places import listen_to, read_soon, states
from parvis.flows.renewal import app_kept, app_of, keep, opening

log = logging.getLogger(__name__)

UNKNOWN = AuthExpired(
    Message(
        "Nobody left for this network from here, or they came back already, or after more than a quarter of an hour."
    ),
    Message("Begin again: it takes a minute."),
)
DENIED = AuthExpired(
    Message("The network was told no: nothing was connected."),
    Message("Begin again when you want to; nothing has changed."),
)


def networks() -> dict[str, Accounts]:
    """Networks whose accounts can be opened, by name."""
    return {name: opening(name) for name, one in all_connectors().items() if isinstance(one, Accounts)}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which account is to be opened how far. `given`: what the network needs the person to paste. `redirect`: where back."""

    network: str
    server: str
    level: str
    redirect: str
    given: Mapping[str, str]
    language: str = ""


def leave(wish: Wish, who: Where, *, at: datetime) -> str:
    """The address at the network where the person says yes or no. Raises ConnectorError; KeyError for no such network."""
    connector = _leading_out(wish.network)
    app = connector.register(wish.server, wish.redirect, wish.given)
    leaving = handshakes.draw()
    handshakes.begin(leaving, who, network=wish.network, level=wish.level, app=app_kept(app), at=at)
    return connector.authorise_url(app, _asked(app, wish.level, leaving, wish.language))


def come_back(state: str, code: str, who: Where, *, at: datetime) -> Credential:
    """The person said yes: their access is kept, and the places it opens are read again. `code` "" = they said no.

    Raises ConnectorError, whatever else was tried with this state before: it is good once.
    """
    try:
        handshake, secrets = handshakes.take(state, who, at=at)
    except handshakes.NotOurs:
        raise UNKNOWN from None
    if not code:
        raise DENIED
    connector, app = _leading_out(handshake.network), app_of(secrets)
    leaving = Leaving(state, "", secrets["verifier"])
    given = connector.exchange(app, _asked(app, handshake.level, leaving), code, secrets["verifier"])
    kept = keep(who.brand, handshake.network, handshake.level, app, given, at)
    _settle(kept, connector, who.account, at)
    return kept


def _leading_out(network: str) -> OAuth:
    """Raises KeyError for a network whose accounts are opened here."""
    connector = opening(network)
    if not isinstance(connector, OAuth):
        raise KeyError(network)
    return connector


def sign_in(
    brand: Brand, network: str, level: str, given: Mapping[str, str], *, by: Account, at: datetime
) -> Credential:
    """An account is opened with a password made for programs, which is not kept: only what it opened is.

    Raises ConnectorError with the field; KeyError for a network whose accounts are opened elsewhere.
    """
    connector = opening(network)
    if not isinstance(connector, SignsIn):
        raise KeyError(network)
    granted = connector.sign_in(given)
    known = credentials.same_account(brand, network, granted.identity)
    if known is not None:  # renamed at the network since: still the same account here
        granted = replace(granted, account=known.name)
    app = App(str(granted.settings.get("server", "")), "", "")
    kept = keep(brand, network, level, app, granted, at)
    _settle(kept, connector, by, at)
    return kept


def _settle(access: Credential, connector: Accounts, by: Account, at: datetime) -> None:
    journal.record(
        access.brand, actor=by, verb="access.given", object=f"credential:{access.pk}",
        data={"name": access.name, "network": access.network, "level": access.settings.get("level", "")}, at=at,
    )  # fmt: skip
    for place in places_through(access.pk):
        _mend(place, access, connector, by, at)


def _asked(app: App, level: str, leaving: Leaving, language: str = "") -> Asked:
    return Asked(app.redirect, leaving.state, leaving.challenge, level, language)


def _mend(place: Place, access: Credential, connector: Accounts, by: Account, at: datetime) -> None:
    """A place of this access is tried anew: what it may do follows the level, and whatever troubled it is forgotten."""
    settings = {**place.settings, **access.settings}
    try:
        settings["support"] = states(_probe(connector, place.address, access))
    except ConnectorError as error:
        log.info("place %s with its new access: %s", place.pk, error)
    with transaction.atomic():
        configure(place, settings=settings, credential=access, by=by, at=at)
        read_soon(place)


def _probe(connector: Accounts, address: str, access: Credential) -> Finding:
    return connector_for(access.network).probe(address, access.settings, credentials.secrets_of(access))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A kind of place to be listened to through an access; `words`: the hashtag or the search. `name`: as the team sees it."""

    kind: str
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Places that are read now, and what could not be opened with why."""

    places: tuple[Place, ...]
    refused: tuple[tuple[str, ConnectorError], ...]


def listen_through(access: Credential, chosen: Iterable[Chosen], *, by: Account, at: datetime) -> Opened:
    """Each kind chosen becomes a place and is read at once; one that cannot does not hinder the others."""
    connector = opening(access.network)
    places: list[Place] = []
    refused: list[tuple[str, ConnectorError]] = []
    for one in chosen:
        try:
            address = connector.address_of(access.name, one.kind, one.words, access.settings)
            found = _probe(connector, address, access)
        except ConnectorError as error:
            refused.append((one.name, error))
            continue
        place, _ = listen_to(access.brand, found, {}, by=by, at=at, name=one.name, access=access)
        places.append(place)
    return Opened(tuple(places), tuple(refused))


def chosen_from(
    offers: Iterable[Offer], access: Credential, wanted: Iterable[tuple[str, str]], translate: Callable[[Message], str]
) -> list[Chosen]:
    """`wanted`: (kind, words), each of which may be several places. Kinds that are not offered are left out."""
    known, found = {offer.kind: offer for offer in offers}, []
    for kind, written in wanted:
        offer = known.get(kind)
        if offer is not None and offer.asks is None:
            found.append(Chosen(kind, "", f"{translate(offer.label)}\u00a0· {access.name}"))
        elif offer is not None:
            found += [
                Chosen(kind, words, f"#{words}" if kind == "tag" else f"« {words} »")
                for words in words_of(kind, written)
            ]
    return found


def words_of(kind: str, written: str) -> Sequence[str]:
    """« train nuit » is two hashtags, and one search."""
    if kind == "tag":
        return [word.strip("#") for word in written.replace(",", " ").split() if word.strip("#")][:20]
    return [line.strip() for line in written.splitlines() if line.strip()][:20]
