"""What an address turns out to be: an account, a conversation, a hashtag, a feed; what can be done there, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from parvis.connectors.bluesky.addresses import Where
from parvis.connectors.bluesky.api import CONNECT, Api, NotThere
from parvis.connectors.bluesky.identifiers import HIDDEN, is_did, is_handle
from parvis.connectors.bluesky.identity import nobody
from parvis.connectors.bluesky.items import MEMBERS_ONLY, labels
from parvis.connectors.bluesky.lists import PAGES, read_sheet
from parvis.connectors.contract import AuthExpired, Capability, Finding, Forbidden, Rejected, Support
from parvis.connectors.told import text
from parvis.core.messages import Message

C = Capability
YES = Support("yes")
NO_MODERATION = Support("no", Message("Parvis does not moderate there: posts belong to their authors."))
_KEPT = ("account", "did", "server", "name", "level")


@dataclass(frozen=True, slots=True)
class Person:
    did: str
    handle: str
    shut: bool
    """They ask not to be shown to strangers."""

    @property
    def shown(self) -> str:
        return f"@{self.handle}" if self.handle else self.did


def look(api: Api, where: Where, settings: Mapping[str, Any]) -> Finding:
    """Raises Rejected for what is not there, ConnectorError."""
    person = _person(api, where.who) if where.who else None
    there = replace(where, who=person.did) if person else where
    listen = _tried(api, there, person)
    title, summary = _words(there, person)
    answering = answers(api, settings)
    return Finding(
        network="bluesky",
        kind=there.kind,
        address=there.address,
        title=title[:200],
        url=PAGES.get(there.kind, ""),
        summary=summary,
        support={
            C.LISTEN: listen,
            C.REPLY: answering,
            C.FIND_SENT: answering,
            C.METRICS: listen,
            C.WAKE: YES if api.token and there.kind == "mentions" else Support(
                "no", Message("Parvis looks every few minutes; only mentions of a connected account announce themselves.")
            ),
            C.MODERATE: NO_MODERATION,
        },
        choices=_open_feed(there) if listen.state != "yes" else (),
        settings={name: settings[name] for name in _KEPT if settings.get(name)},
    )  # fmt: skip


def _person(api: Api, who: str) -> Person:
    """Raises Rejected for nobody, ConnectorError."""
    try:
        told = api.get("app.bsky.actor.getProfile", [("actor", who)])
    except NotThere:
        raise nobody(who) from None
    did, handle = text(told.get("did")), text(told.get("handle")).lower()
    if not is_did(did):
        raise nobody(who)
    return Person(did, handle if is_handle(handle) and handle != HIDDEN else "", MEMBERS_ONLY in labels(told))


def _tried(api: Api, where: Where, person: Person | None) -> Support:
    """Whether the place opens, found out by opening it. Raises Rejected, ConnectorError."""
    if where.kind == "mentions" and not api.token:
        return Support("needs", CONNECT)
    if person and person.shut and not api.token and where.kind != "mentions":
        return Support(
            "needs", Message("This account asks not to be shown to strangers: connect an account to read it.")
        )
    try:
        read_sheet(api, where, "")
    except NotThere:
        raise Rejected(
            Message("The network knows nothing at this address, or no longer shows it."),
            "address",
            Message("Open the address in a browser; paste the one that shows."),
        ) from None
    except (AuthExpired, Forbidden) as error:
        if api.token:
            raise
        return Support("needs", error.message)
    return YES


def _words(where: Where, person: Person | None) -> tuple[str, Message]:
    who = person.shown if person else ""
    named: dict[str, str | int] = {"name": who or where.name[:200]}
    match where.kind:
        case "account":
            return who, Message("The account %(name)s: its posts, and the answers they receive.", named)
        case "mentions":
            return who, Message("Mentions of %(name)s, answers and quotes, with the conversations around them.", named)
        case "thread":
            return who, Message("A conversation that a post of %(name)s began or belongs to.", named)
        case "tag":
            return f"#{where.name}", Message("Public posts under the hashtag #%(name)s.", named)
        case "search":
            return where.name, Message("A search for “%(name)s” in public posts.", named)
        case "list":
            return who, Message("A list made by %(name)s: what its members write.", named)
    return who, Message("A feed made by %(name)s: what it picks, in its own order.", named)


def _open_feed(where: Where) -> tuple[tuple[str, str], ...]:
    return ((f"{where.address}/rss", f"{where.address}/rss"),) if where.kind == "account" else ()


def answers(api: Api, settings: Mapping[str, Any]) -> Support:
    if api.token and settings.get("level", "answer") == "answer":
        return YES
    if api.token:
        return Support("needs", Message("This account was connected for reading only."))
    return Support("needs", CONNECT)
