"""Paste any address: what it is, what Parvis can do there, what it needs."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from parvis.connectors.contract import (
    AuthExpired,
    Capability,
    Connector,
    ConnectorError,
    Finding,
    Gone,
    Need,
    Rejected,
    Support,
)
from parvis.connectors.net import Answer, Reach, Web
from parvis.connectors.registry import all_connectors
from parvis.connectors.sites import Known, known_site
from parvis.core.messages import Message

log = logging.getLogger(__name__)
FEED, MANUAL = "feed", "manual"
"""The two networks that take any web address, and so come after the others."""

_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
_HANDLE = re.compile(r"@([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")


@runtime_checkable
class Reaches(Protocol):
    """A connector that can be told where it may go."""

    def within(self, reach: Reach) -> Connector: ...


@runtime_checkable
class Announced(Protocol):
    """A network whose sites cannot be told by their address, but whose pages say what they are."""

    def announced(self, page: Answer) -> str:
        """The address of ours that this page announces; "" = none."""
        ...


def describe(address: str, reach: Reach, connectors: Mapping[str, Connector] | None = None) -> Finding:
    """The connector that knows this address best, and what it finds there.

    Raises Rejected when this is no address, or the ConnectorError of the network asked.
    """
    networks = {
        name: connector.within(reach) if isinstance(connector, Reaches) else connector
        for name, connector in (connectors if connectors is not None else all_connectors()).items()
    }
    full = complete(address)
    own = next((c for name, c in networks.items() if name not in (FEED, MANUAL) and c.recognise(full)), None)
    if own:
        try:
            return own.probe(full, {}, {})
        except Rejected:
            if not full.startswith(("http://", "https://")):
                raise
    # Only its form was that of a network of ours, or it has none.
    known = known_site(full)
    if known:
        return _of_known_site(known, full, networks)
    return _of_its_page(full, networks, reach) or _of_any_page(full, networks)


def _of_its_page(address: str, networks: Mapping[str, Connector], reach: Reach) -> Finding | None:
    """The network that the page itself names; None when it names none, or that network does not open."""
    speaking = [one for one in networks.values() if isinstance(one, Announced)]
    if not (speaking and address.startswith(("http://", "https://"))):
        return None
    try:
        page = Web(reach).get(address, {"Accept": "text/html, */*;q=0.5"})
    except ConnectorError:
        return None  # whoever asks next for this page says what is wrong with it
    for one in speaking:
        if isinstance(one, Announced) and one.announced(page):
            try:
                return one.probe(address, {}, {})
            except ConnectorError as trouble:
                log.info("%s announces a network that does not open: %s", address, trouble)
    return None


def complete(address: str) -> str:
    """`example.org` → `https://example.org`; `@marie@piaille.fr` → the page of that account; mail addresses stay.

    Raises Rejected for anything that has not the form of an address.
    """
    text = address.strip().strip("<>")
    if handle := _HANDLE.fullmatch(text):
        return f"https://{handle[2]}/@{handle[1]}"
    if _BARE.fullmatch(text) and "@" not in text:
        return f"https://{text}"
    if " " in text or not ("@" in text or ":" in text):
        raise Rejected(
            Message("“%(address)s” is not an address.", {"address": text[:80]}),
            field="address",
            mend=Message(
                "Paste the address of a site, a feed, a profile or a mailbox; to search for words, make a watch."
            ),
        )
    return text


def _of_known_site(known: Known, address: str, networks: Mapping[str, Connector]) -> Finding:
    """Its public feed, the others as choices; or the plain truth where nothing is open."""
    if not known.feeds:
        return by_hand(known, address)
    trouble: ConnectorError | None = None
    for feed in known.feeds:
        try:
            found = networks[FEED].probe(feed, {}, {})
        except ConnectorError as error:
            trouble = trouble or error
            continue
        others = [other for other in known.feeds if other != feed]
        choices = (*found.choices, *((f"{known.site.name} {other}", other) for other in others))
        return replace(found, kind=known.site.kind, choices=choices)
    if isinstance(trouble, Rejected):  # only its form was that of such a site, or the site has changed
        return _of_any_page(address, networks)
    raise trouble or Gone(Message("There is nothing at this address."))


def by_hand(known: Known, address: str) -> Finding:
    """A network that shows nothing to a stranger and that Parvis does not speak with yet."""
    name = known.site.name
    return Finding(
        network=MANUAL,
        kind=known.site.kind,
        address=address,
        title=name,
        summary=Message(
            "%(site)s has no public feed and Parvis has no connector for it yet: capture its posts by hand or import its exports.",
            {"site": name},
        ),
        support={
            Capability.LISTEN: Support("needs", Message("Paste posts one by one, or import a CSV file.")),
            Capability.REPLY: Support("needs", Message("Copy the answer, open the post, then mark it as answered.")),
        },
    )


def locked(address: str) -> Finding:
    """A web address that wants a user name and a password: what it is will be seen with them."""
    host = urlsplit(address).hostname or address
    first = Support("needs", Message("Give the user name and the password first."))
    return Finding(
        network=FEED,
        kind="blog",
        address=address,
        title=host,
        summary=Message("%(host)s opens this address with a user name and a password only.", {"host": host}),
        support={Capability.LISTEN: first},
        needs=(
            Need("user", Message("User name"), secret=True),
            Need("password", Message("Password"), secret=True),
        ),
    )


def _of_any_page(address: str, networks: Mapping[str, Connector]) -> Finding:
    """A feed, else a page that can be captured by hand; when it is neither, the feed's error says more."""
    trouble: ConnectorError | None = None
    for name in (FEED, MANUAL):
        connector = networks.get(name)
        if connector is None or not connector.recognise(address):
            continue
        try:
            return connector.probe(address, {}, {})
        except AuthExpired:
            if name == FEED:
                return locked(address)
            raise
        except Rejected as error:
            trouble = trouble or error
    raise trouble or Rejected(
        Message("No network of Parvis knows this kind of address."),
        field="address",
        mend=Message("Paste the address of a site, a feed, a profile or a mailbox; to search for words, make a watch."),
    )
