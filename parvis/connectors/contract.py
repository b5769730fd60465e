"""What a network must be able to say and do, in plain Python: no Django, no database.

Polling is the truth: `fetch` from a cursor, again and again, loses nothing and may return an item twice; the caller
stores the cursor in the same transaction as the items. A push or a stream only wakes the poll.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol, runtime_checkable

from parvis.connectors.errors import (
    AuthExpired as AuthExpired,
)
from parvis.connectors.errors import (
    ConnectorError as ConnectorError,
)
from parvis.connectors.errors import (
    Forbidden as Forbidden,
)
from parvis.connectors.errors import (
    Gone as Gone,
)
from parvis.connectors.errors import (
    RateLimited as RateLimited,
)
from parvis.connectors.errors import (
    Rejected as Rejected,
)
from parvis.connectors.errors import (
    Transient as Transient,
)
from parvis.core.messages import Message


class Capability(StrEnum):
    LISTEN = "listen"
    REPLY = "reply"
    FIND_SENT = "find_sent"
    MODERATE = "moderate"
    METRICS = "metrics"
    WAKE = "wake"
    STREAM = "stream"
    """Everything said there comes by itself, and only what a watch catches is kept (`streams.Streams`)."""


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a capability works for this account: `needs` = possible once something is given, said in `reason`."""

    state: Literal["yes", "no", "needs"]
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the network says it. `remote_id` is stable there; `verified` = the network vouches for the handle.

    `about`: what the profile says of itself, as text, with its links in full.
    """

    remote_id: str
    name: str = ""
    handle: str = ""
    url: str = ""
    avatar_url: str = ""
    followers: int | None = None
    verified: bool = False
    about: str = ""


Format = Literal["text", "html", "markdown"]
Kind = Literal["post", "comment", "reply", "review", "mail", "article", "pingback", "trackback"]
Standing = Literal["", "held", "spam", "trash"]
"""Whether the public of the place sees a post: "" = it does; else why only those who moderate there do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One post as received. `thread_id` groups items of one conversation; `parent_id` is the item answered, if any.

    `body` is what the author wrote in `format`; `folded` is what a reader wants hidden at first (quoted mail, signature).
    `at` is aware UTC; None when the source gives no date that can be believed (the intake then uses the time of arrival).
    `metrics`: counts by name (likes, reposts, views). `extra`: what `send` will need to answer (mail headers, say).
    `standing`: where the place moderates and shows us what its public does not see.
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
    standing: Standing = ""


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

    `choices`: other addresses found there, (title, address), when the page offers several. `settings`: what the
    connector wants kept with the place. `visibility`: public, members (not everybody there reads it) or secret.
    `url`: what a person opens, where that is not the address.
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
    settings: Mapping[str, Any] = field(default_factory=dict)
    visibility: Literal["public", "members", "secret"] = "public"
    url: str = ""


class Act(StrEnum):
    """What a moderator does with a post of the place."""

    APPROVE = "approve"
    HOLD = "hold"
    SPAM = "spam"
    TRASH = "trash"
    RESTORE = "restore"
    """Out of spam or trash, as it stood before."""


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


@runtime_checkable
class Moderates(Protocol):
    """A connector whose places let us decide what their public sees."""

    def moderate(self, source: Source, remote_id: str, act: Act) -> Standing:
        """How the post stands now. Doing it twice does no harm; raises Gone for a post that is no longer there."""
        ...


@runtime_checkable
class Measures(Protocol):
    """A connector that can count again what became of posts it once gave."""

    def metrics(self, source: Source, remote_ids: Sequence[str], budget: Budget) -> Mapping[str, Mapping[str, int]]:
        """Counts by post; a post that is gone or hidden is left out. Spends no more than `budget`."""
        ...
