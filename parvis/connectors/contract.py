"""What a network must be able to say and do, in plain Python: no Django, no database.

Polling is the truth: `fetch` from a cursor, again and again, loses nothing and may return an item twice; the caller
stores the cursor in the same transaction as the items. A push or a stream only wakes the poll.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from parvis.core.messages import Message


class Capability(StrEnum):
    LISTEN = "listen"
    REPLY = "reply"
    FIND_SENT = "find_sent"
    MODERATE = "moderate"
    METRICS = "metrics"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a capability works for this account: `needs` = possible once something is given, said in `reason`."""

    state: Literal["yes", "no", "needs"]
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the network says it. `remote_id` is stable there; `verified` = the network vouches for the handle."""

    remote_id: str
    name: str = ""
    handle: str = ""
    url: str = ""
    avatar_url: str = ""
    followers: int | None = None
    verified: bool = False


Format = Literal["text", "html", "markdown"]
Kind = Literal["post", "comment", "reply", "review", "mail", "article"]


@dataclass(frozen=True, slots=True)
class Item:
    """One post as received. `thread_id` groups items of one conversation; `parent_id` is the item answered, if any.

    `body` is what the author wrote in `format`; `folded` is what a reader wants hidden at first (quoted mail, signature).
    `at` is aware UTC; None when the source gives no date that can be believed (the intake then uses the time of arrival).
    `metrics`: counts by name (likes, reposts, views). `extra`: what `send` will need to answer (mail headers, say).
    """

    remote_id: str
    thread_id: str
    body: str
    format: Format = "text"
    kind: Kind = "post"
    title: str = ""
    folded: str = ""
    author: Author | None = None
    parent_id: str = ""
    at: datetime | None = None
    edited_at: datetime | None = None
    url: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    metrics: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Items oldest first, and where to go on. `wait`: how long until it is worth asking again (None = caller's default).

    `moved_to`: the place has a new permanent address. `notices`: oddities a person should see (items without date…).
    """

    items: tuple[Item, ...]
    cursor: str
    more: bool = False
    deletions: tuple[str, ...] = ()
    wait: timedelta | None = None
    moved_to: str = ""
    title: str = ""
    notices: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A place as the connector sees it: its address, its settings (public) and its secrets (opened just for the call)."""

    address: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one call may spend: network requests, items, seconds."""

    requests: int = 10
    items: int = 500
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer about to leave. `key` is unique for ever and stored before the call; `signature` says who speaks for whom."""

    key: str
    body: str
    reply_to: Item | None
    sender: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    remote_id: str
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something the person must give before the place works: becomes a form field. `secret` is sealed when stored.

    `guessed`: the default is only likely, so the person must see it.
    """

    name: str
    label: Message
    help: Message | None = None
    secret: bool = False
    required: bool = True
    default: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What an address turned out to be: `kind` within the network, capabilities with reasons, what is still needed.

    `choices`: other addresses found there, (title, address), when the page offers several.
    """

    network: str
    kind: str
    address: str
    title: str
    summary: Message
    support: Mapping[Capability, Support]
    needs: tuple[Need, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    language: str = ""


class ConnectorError(Exception):
    """Base of the six ways a network says no. `message` tells a person what happened, `mend` what to do."""

    retry: ClassVar[bool] = False

    def __init__(self, message: Message, mend: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.mend = mend


class RateLimited(ConnectorError):
    """Too much for now. `until`: aware UTC, when to come back."""

    retry = True

    def __init__(self, message: Message, until: datetime, mend: Message | None = None) -> None:
        super().__init__(message, mend)
        self.until = until


class Transient(ConnectorError):
    """May work later. `reached`: False = the request certainly did not reach the network (so a send may be retried);
    True = it may have been carried out, which for a send means *unconfirmed*."""

    retry = True

    def __init__(self, message: Message, mend: Message | None = None, *, reached: bool = True) -> None:
        super().__init__(message, mend)
        self.reached = reached


class AuthExpired(ConnectorError):
    """The credentials no longer work; a person must renew them."""


class Forbidden(ConnectorError):
    """The credentials work but do not allow this (or our own rules forbid the address)."""


class Rejected(ConnectorError):
    """The network or we refuse the content or setting named by `field`."""

    def __init__(self, message: Message, field: str = "", mend: Message | None = None) -> None:
        super().__init__(message, mend)
        self.field = field


class Gone(ConnectorError):
    """The place or post no longer exists."""


@runtime_checkable
class Connector(Protocol):
    """One network. Instances hold no state between calls: all they need comes in."""

    @property
    def network(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def idempotent(self) -> bool:
        """True when sending the same `Draft.key` twice makes one post for certain."""
        ...

    def recognise(self, address: str) -> bool:
        """Whether this address could be ours, judged by its form alone: no network, microseconds."""
        ...

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        """Look at the address and say what it is. Raises ConnectorError with the mend."""
        ...

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        """What is new since `cursor` ("" = from the start). Re-reads an overlap rather than risk a gap."""
        ...

    def send(self, source: Source, draft: Draft) -> Sent:
        """Publish once. A Transient with reached=True means nobody knows whether it was published."""
        ...

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        """Look for an unconfirmed draft in the place; None = not found (which is not a proof)."""
        ...


@runtime_checkable
class Wakes(Protocol):
    """A connector that can wait for news (IMAP IDLE, a stream)."""

    def wait(self, source: Source, seconds: float, cursor: str = "") -> bool:
        """Block until news or `seconds` have passed; True = worth fetching now.

        `cursor`: that of the last fetch, so that what came in between is news at once."""
        ...
