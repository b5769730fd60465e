"""How accounts of the brand are opened at a network: at the network itself (OAuth), or here with a password for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from parvis.connectors.contract import Need
from parvis.core.messages import Message


@dataclass(frozen=True, slots=True)
class Allowance:
    """One line of an honest list: something this level of access allows, or does not."""

    what: Message
    allowed: bool
    but: Message | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """How far a person lets Parvis in. `name` is ours, `scopes` are the network's."""

    name: str
    label: Message
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class App:
    """Parvis as the network knows it. `server`: the origin it is registered with."""

    server: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for access: where to come back, what proves that it is us who come back (PKCE, RFC 7636)."""

    redirect: str
    state: str
    challenge: str
    level: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """What the network gave. `expires_at` None: it names no end. `settings`: what places of this account are to know.

    `identity`: what stays when the account is renamed; "" where `account` itself does.
    """

    account: str
    secrets: Mapping[str, str] = field(repr=False)
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of place that an account opens. `asks`: what the person must add (a hashtag, words); None = nothing."""

    kind: str
    label: Message
    help: Message
    asks: Message | None = None
    usual: bool = False


@runtime_checkable
class Accounts(Protocol):
    """A connector through which accounts of the brand are opened, whichever way."""

    @property
    def levels(self) -> tuple[Level, ...]: ...

    def access(self, level: str) -> tuple[Allowance, ...]:
        """What that level allows and what it does not, honestly."""
        ...

    def renew(self, app: App, secrets: Mapping[str, str]) -> Granted:
        """A fresh token before the old one ends. Raises AuthExpired where only the person can."""
        ...

    def offers(self, level: str) -> tuple[Offer, ...]: ...

    def address_of(self, account: str, kind: str, words: str, settings: Mapping[str, Any]) -> str:
        """The address of a place that an account opens, as `probe` takes it. Raises Rejected."""
        ...


@runtime_checkable
class Revokes(Protocol):
    """A connector that can tell the network to forget an access (RFC 7009)."""

    def revoke(self, app: App, secrets: Mapping[str, str]) -> None:
        """The token opens nothing any more. Raises ConnectorError where the network does not take it back."""
        ...


@runtime_checkable
class OAuth(Accounts, Protocol):
    """A connector whose accounts are opened at the network itself: bring your own app."""

    @property
    def server(self) -> Need | None:
        """What names the server of an account (`piaille.fr`); None where the network has one server only."""
        ...

    @property
    def app_needs(self) -> tuple[Need, ...]:
        """What the person must register and paste; () where the app registers itself."""
        ...

    def register(self, server: str, redirect: str, given: Mapping[str, str]) -> App:
        """The app at that server, registered now or made of what the person gave. Raises ConnectorError."""
        ...

    def authorise_url(self, app: App, asked: Asked) -> str: ...

    def exchange(self, app: App, asked: Asked, code: str, verifier: str) -> Granted:
        """The code for a token. Raises AuthExpired for one that is used, late or not ours."""
        ...


@runtime_checkable
class SignsIn(Accounts, Protocol):
    """A connector whose accounts are opened here, with a password that the network makes for programs."""

    @property
    def asks(self) -> tuple[Need, ...]: ...

    @property
    def warning(self) -> Message:
        """Which password is never to be given."""
        ...

    def sign_in(self, given: Mapping[str, str]) -> Granted:
        """`given`: by the names of `asks`. Raises Rejected with the field, ConnectorError; keeps nothing."""
        ...
