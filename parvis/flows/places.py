"""From an address that somebody pastes to a place that is read; and whole lists of places in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.connectors.contract import AuthExpired, Finding, Need
from parvis.connectors.feed.opml import Subscription, read_opml, write_opml
from parvis.connectors.net import Reach
from parvis.connectors.recognise import Reaches, describe
from parvis.connectors.registry import connector_for
from parvis.conversations.actions.places import NewPlace, add_place, configure, move
from parvis.conversations.actions.streams import told
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of
from parvis.core import credentials
from parvis.core.jobs import enqueue
from parvis.core.messages import Message
from parvis.core.models import Account, Brand, Credential
from parvis.flows.intake import poll_stream
from parvis.flows.sources import source_of


def look_at(address: str) -> Finding:
    """What an address is, what Parvis can do there, what it needs. Raises ConnectorError with the mend."""
    return describe(address, Reach.from_environment())


def try_with(network: str, address: str, given: Mapping[str, str], secrets: Mapping[str, str]) -> Finding:
    """Look again with what the person gave: a mailbox logs in for real. Raises ConnectorError, Rejected names the field."""
    connector = connector_for(network)
    if isinstance(connector, Reaches):
        connector = connector.within(Reach.from_environment())
    return connector.probe(address, dict(given), dict(secrets))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person says anew of a place. `secrets`: only those typed again; the others stay as they are."""

    address: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]


def reconfigure(place: Place, changes: Changes, *, by: Account, at: datetime) -> None:
    """Try the new address, settings and secrets for real, keep them, read at once. Raises ConnectorError: nothing changes."""
    secrets = {**_present_secrets(place, changes), **changes.secrets}
    settings = {**place.settings, **changes.settings}
    found = try_with(place.network, changes.address, settings, secrets)
    with transaction.atomic():
        if found.address != place.address:
            move(place, address=found.address, at=at, by=by)
        kept = place.credential
        if changes.secrets:
            kept = credentials.keep(
                place.brand, network=place.network, name=kept.name if kept else found.address, secrets=secrets, at=at
            )
        settings |= {"support": states(found), "reasons": _reasons(found)}
        configure(place, settings=settings, credential=kept, by=by, at=at)
        read_soon(place)


def _present_secrets(place: Place, changes: Changes) -> Mapping[str, str]:
    """None where they cannot be opened any more but new ones are given; without new ones, AuthExpired says so."""
    try:
        return source_of(place).secrets
    except AuthExpired:
        if changes.secrets:
            return {}
        raise


@transaction.atomic
def listen_to(
    brand: Brand,
    finding: Finding,
    given: Mapping[str, str],
    *,
    by: Account,
    at: datetime,
    name: str = "",
    access: Credential | None = None,
) -> tuple[Place, bool]:
    """Add the place that `finding` describes, with what the person gave for its needs, and read it at once.

    Secrets among `given` are sealed; the rest are settings. `access`: an account connected before; a place known
    already is read and answered through it from now on. (place, whether it is new).
    """
    secret_names = {need.name for need in finding.needs if need.secret}
    secrets = {k: v for k, v in given.items() if k in secret_names and v}
    credential = access
    if secrets:
        credential = credentials.keep(brand, network=finding.network, name=finding.address, secrets=secrets, at=at)
    settings = {
        **finding.settings,
        **{k: v for k, v in given.items() if k not in secret_names},
        "support": states(finding),
        "reasons": _reasons(finding),
        "needs": [_told(need) for need in finding.needs],
    }
    place, new = add_place(
        brand,
        NewPlace(
            network=finding.network,
            kind=finding.kind,
            remote_id=finding.address,
            address=finding.address,
            name=name or finding.title or finding.address,
            url=finding.url or (finding.address if finding.address.startswith("http") else ""),
            language=finding.language,
            settings=settings,
            visibility=finding.visibility,
        ),
        by=by,
        at=at,
        credential=credential,
    )
    if access is not None and not new:
        configure(place, settings={**place.settings, **settings}, credential=access, by=by, at=at)
    read_soon(place)
    return place, new


def states(finding: Finding) -> dict[str, str]:
    return {capability.value: said.state for capability, said in finding.support.items()}


def _reasons(finding: Finding) -> dict[str, dict[str, Any]]:
    return {capability.value: told(said.reason) for capability, said in finding.support.items() if said.reason}


def _told(need: Need) -> dict[str, Any]:
    """A need as kept with the place, so that its settings can be shown again without asking the network."""
    return {
        "name": need.name,
        "label": told(need.label),
        "help": told(need.help) if need.help else None,
        "secret": need.secret,
        "required": need.required,
    }


ASKED_OF_STRANGERS = (
    Need("user", Message("User name"), secret=True, required=False),
    Need("password", Message("Password"), secret=True, required=False),
)


def _refused(place: Place) -> bool:
    return any((stream.problem or {}).get("kind") == "AuthExpired" for stream in place.streams.all())


def needs_of(place: Place) -> tuple[Need, ...]:
    """What the place asked for when it was added, with its present values as defaults; secrets have none.

    A place that came another way (a list, another tool) and lacks its password is asked for a user name and a password.
    """
    if "needs" not in place.settings and (place.credential_id or _refused(place)):
        return ASKED_OF_STRANGERS
    return tuple(
        Need(
            name=need["name"],
            label=_message(need["label"]),
            help=_message(need["help"]) if need["help"] else None,
            secret=need["secret"],
            required=need["required"] and not need["secret"],
            default="" if need["secret"] else str(place.settings.get(need["name"], "")),
        )
        for need in place.settings.get("needs", [])
    )


def _message(said: Mapping[str, Any]) -> Message:
    text, params = said["text"], said["params"]
    return Message(text, params)


def read_soon(place: Place) -> None:
    """Every stream of the place is read as soon as a worker is free."""
    for stream_id in place.streams.values_list("pk", flat=True):
        enqueue(poll_stream, key=f"poll:{stream_id}", stream_id=stream_id)


@dataclass(slots=True)
class Imported:
    """What came of a list: places added, known already, and what a person should know of the rest."""

    added: int = 0
    known: int = 0
    notices: list[Message] = field(default_factory=list)


@transaction.atomic
def import_opml(brand: Brand, data: bytes, *, by: Account, at: datetime) -> Imported:
    """Every feed of an OPML file becomes a place; its folders become tags. Raises Rejected for a file that is none.

    Addresses are not visited here: each place is read by its own job, and says in its health what is wrong.
    """
    listed = read_opml(data)
    done = Imported(notices=list(listed.notices))
    for feed in listed.feeds:
        place, new = add_place(
            brand,
            NewPlace(
                network="feed",
                kind="feed",
                remote_id=feed.address,
                address=feed.address,
                name=feed.title or feed.address,
                url=feed.site,
                tags=feed.tags,
            ),
            by=by,
            at=at,
        )
        read_soon(place)
        done.added += new
        done.known += not new
    return done


def export_opml(brand: Brand) -> str:
    """Every feed of the brand, to take elsewhere."""
    feeds = [place for place in places_of(brand.pk) if place.network == "feed"]
    return write_opml(brand.name, [Subscription(p.address, p.name, p.url, tuple(p.tags)) for p in feeds])
