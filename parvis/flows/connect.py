"""An account of the brand is opened at its network: leave, come back, choose what to listen to; and stay let in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parvis.connectors.contract import App, Asked, AuthExpired, ConnectorError, Finding, Granted, OAuth, Offer
from parvis.connectors.net import Reach
from parvis.connectors.recognise import Reaches
from parvis.connectors.registry import all_connectors, connector_for
from parvis.conversations.actions.places import configure
from parvis.conversations.models import Place
from parvis.conversations.queries import places_through
from parvis.core import credentials, handshakes, journal
from parvis.core.clock import now
from parvis.core.handshakes import Leaving, Where
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account, Brand, Credential
from parvis.flows.places import listen_to, read_soon, states

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=6)
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


def networks() -> dict[str, OAuth]:
    """Networks whose accounts are opened at the network itself, by name."""
    return {name: _within(name) for name, one in all_connectors().items() if isinstance(one, OAuth)}


def _within(network: str) -> OAuth:
    """Raises KeyError."""
    connector = connector_for(network)
    if isinstance(connector, Reaches):
        connector = connector.within(Reach.from_environment())
    if not isinstance(connector, OAuth):
        raise KeyError(network)
    return connector


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
    connector = _within(wish.network)
    app = connector.register(wish.server, wish.redirect, wish.given)
    leaving = handshakes.draw()
    handshakes.begin(leaving, who, network=wish.network, level=wish.level, app=_kept(app), at=at)
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
    connector, app = _within(handshake.network), app_of(secrets)
    leaving = Leaving(state, "", secrets["verifier"])
    given = connector.exchange(app, _asked(app, handshake.level, leaving), code, secrets["verifier"])
    kept = _keep(who.brand, handshake.network, handshake.level, app, given, at)
    journal.record(
        who.brand, actor=who.account, verb="access.given", object=f"credential:{kept.pk}",
        data={"name": given.account, "network": handshake.network, "level": handshake.level}, at=at,
    )  # fmt: skip
    for place in places_through(kept.pk):
        _mend(place, kept, connector, who.account, at)
    return kept


def _asked(app: App, level: str, leaving: Leaving, language: str = "") -> Asked:
    return Asked(app.redirect, leaving.state, leaving.challenge, level, language)


def _kept(app: App) -> dict[str, str]:
    return {
        "server": app.server, "client_id": app.client_id, "client_secret": app.client_secret, "redirect": app.redirect
    }  # fmt: skip


def app_of(secrets: Mapping[str, str]) -> App:
    return App(
        secrets.get("server", ""),
        secrets.get("client_id", ""),
        secrets.get("client_secret", ""),
        secrets.get("redirect", ""),
    )


def _keep(brand: Brand, network: str, level: str, app: App, given: Granted, at: datetime) -> Credential:
    """The app stays with the token: it is what renews it."""
    return credentials.keep(
        brand,
        network=network,
        name=given.account,
        secrets={**_kept(app), **given.secrets},
        at=at,
        scopes=given.scopes,
        expires_at=given.expires_at,
        seen={**given.settings, "level": level},
    )


def _mend(place: Place, access: Credential, connector: OAuth, by: Account, at: datetime) -> None:
    """A place of this access is tried anew: what it may do follows the level, and whatever troubled it is forgotten."""
    settings = {**place.settings, **access.settings}
    try:
        settings["support"] = states(_probe(connector, place.address, access))
    except ConnectorError as error:
        log.info("place %s with its new access: %s", place.pk, error)
    with transaction.atomic():
        configure(place, settings=settings, credential=access, by=by, at=at)
        read_soon(place)


def _probe(connector: OAuth, address: str, access: Credential) -> Finding:
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
    connector = _within(access.network)
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


# Staying let in ----------------------------------------------------------------------------------------------------------


@task(every=timedelta(minutes=5))
def renew_accesses() -> None:
    """Accesses that end soon are renewed where the network allows it."""
    for credential_id in credentials.to_renew(now()):
        enqueue(renew_access, key=f"renew:{credential_id}", credential_id=credential_id)


@task(attempts=1)
def renew_access(credential_id: int) -> None:
    renew(credential_id, now())


def renew(credential_id: int, at: datetime) -> bool:
    """Renew one access, by one process at a time; whether it was. Where only a person can, its end is told in time."""
    access = credentials.claim_renewal(credential_id, at)
    if access is None:
        return False
    try:
        secrets = credentials.secrets_of(access)
        given = _within(access.network).renew(app_of(secrets), secrets)
    except (ConnectorError, credentials.CannotOpen, KeyError) as error:
        log.info("access %s is not renewed: %s", credential_id, error)
        until = getattr(error, "until", None)
        soon = timedelta(minutes=10) if getattr(error, "retry", False) else TRY_AGAIN
        credentials.renew_later(access, until or at + soon)
        return False
    level = str(access.settings.get("level", ""))
    with transaction.atomic():
        if not credentials.unchanged(access):  # disconnected, or connected anew, meanwhile
            return False
        _keep(access.brand, access.network, level, app_of(secrets), _named(given, access), at)
    return True


def _named(given: Granted, access: Credential) -> Granted:
    """A renewal never opens another account's place, and keeps the scopes that it does not repeat."""
    return Granted(access.name, given.secrets, given.scopes or tuple(access.scopes), given.expires_at, given.settings)
