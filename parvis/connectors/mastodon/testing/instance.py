"""What an instance remembers: accounts, posts, notifications, apps and tokens. Numbers grow like Mastodon's own."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a server departs from Mastodon. `lasts`: seconds of a token that ends and can be renewed; 0 = it never ends."""

    name: str = "mastodon"
    keeps_keys: bool = True
    events_speak: bool = True
    websocket: bool = True
    many_at_once: bool = True
    new_instance_page: bool = True
    letters_in_ids: bool = False
    links: bool = True
    lasts: int = 0
    open_to_strangers: bool = True
    beat: float = 0.1


MASTODON = Dialect()
GOTOSOCIAL = Dialect(
    "gotosocial", keeps_keys=False, events_speak=False, many_at_once=False, letters_in_ids=True, open_to_strangers=True
)
PLEROMA = Dialect(
    "pleroma", keeps_keys=False, websocket=False, many_at_once=False, new_instance_page=False, links=False
)


@dataclass
class Said:
    """A post of the instance. `handle`: who wrote it."""

    id: str
    handle: str
    text: str
    at: datetime
    parent: str = ""
    visibility: str = "public"
    warning: str = ""
    language: str = "fr"
    edited: datetime | None = None
    gone: bool = False
    boost_of: str = ""
    html: str = ""
    media: list[dict[str, Any]] = field(default_factory=list)
    poll: dict[str, Any] | None = None
    likes: int = 0
    boosts: int = 0


@dataclass
class Token:
    account: str
    scopes: tuple[str, ...]
    ends: datetime | None = None
    revoked: bool = False
    refresh: str = ""


@dataclass
class Code:
    client: str
    redirect: str
    scope: str
    challenge: str
    account: str
    used: bool = False


class Refused(Exception):
    """An answer that is no good one."""

    def __init__(self, status: int, error: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(error)
        self.status, self.error, self.headers = status, error, headers or {}


@dataclass
class Instance:
    """`domain`: in handles and links. `skew`: how far its clock is ahead of ours. `streams`: address of the WebSocket."""

    domain: str = "rails.example"
    dialect: Dialect = MASTODON
    limit: int = 500
    skew: timedelta = timedelta()
    streams: str = ""
    posts: dict[str, Said] = field(default_factory=dict)
    notices: list[tuple[str, str, str, str]] = field(default_factory=list)
    apps: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=lambda: {"veilleuse": "La Veilleuse :train:"})
    hidden_roots: set[str] = field(default_factory=set)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    number: int = 0

    def now(self) -> datetime:
        return datetime.now(UTC) + self.skew

    def next_id(self) -> str:
        self.number += 1
        if not self.dialect.letters_in_ids:
            return str(110_000_000_000_000_000 + self.number)
        tail, rest = "", self.number
        while rest:
            rest, digit = divmod(rest, 32)
            tail = ULID[digit] + tail
        return "01J" + tail.rjust(23, "0")

    # What people do -------------------------------------------------------------------------------------------------

    def say(self, handle: str, text: str, **more: Any) -> Said:
        """`handle`: `zoe`, or `zoe@elsewhere.example`."""
        at = more.pop("at", None) or self.now() - timedelta(seconds=max(0, 3600 - self.number))
        said = Said(self.next_id(), handle, text, at, **more)
        self.posts[said.id] = said
        for named in mentions(text, self.domain):
            if named in self.accounts() and named != handle:
                notice = (self.next_id(), "mention", said.id, named)
                self.notices.append(notice)
                self.events.append((named, {"event": "notification", "id": notice[0]}))
        return said

    def edit(self, said: Said, text: str) -> None:
        said.text, said.edited = text, self.now()

    def remove(self, said: Said) -> None:
        said.gone = True
        self.notices = [one for one in self.notices if one[2] != said.id]

    def boost(self, handle: str, said: Said) -> Said:
        said.boosts += 1
        return self.say(handle, "", boost_of=said.id)

    def like(self, handle: str, said: Said) -> None:
        said.likes += 1
        self.notices.append((self.next_id(), "favourite", said.id, said.handle))

    def token_for(self, account: str, scopes: Iterable[str] = ("read", "write"), name: str = "") -> str:
        token = name or secrets.token_hex(8)
        ends = self.now() + timedelta(seconds=self.dialect.lasts) if self.dialect.lasts else None
        refresh = secrets.token_hex(8) if self.dialect.lasts else ""
        self.tokens[token] = Token(account, tuple(scopes), ends, refresh=refresh)
        return token

    def revoke(self, token: str) -> None:
        self.tokens[token] = replace(self.tokens[token], revoked=True)

    # What is known --------------------------------------------------------------------------------------------------

    def accounts(self) -> set[str]:
        return {"veilleuse", *self.names, *(said.handle for said in self.posts.values())}

    def account_of(self, token: str) -> str | None:
        held = self.tokens.get(token)
        if held is None or held.revoked or (held.ends and held.ends < self.now()):
            return None
        return held.account

    def visible(self, said: Said, reader: str) -> bool:
        if said.gone or said.id in self.hidden_roots:
            return False
        concerned = reader and (reader == said.handle or reader in mentions(said.text, self.domain))
        return said.visibility in ("public", "unlisted") or bool(concerned)

    def above(self, said: Said) -> list[Said]:
        found: list[Said] = []
        while said.parent in self.posts and said.parent not in self.hidden_roots:
            said = self.posts[said.parent]
            found.insert(0, said)
        return found

    def below(self, said: Said) -> list[Said]:
        found: list[Said] = []
        for child in [one for one in self.posts.values() if one.parent == said.id]:
            found += [child, *self.below(child)]
        return found

    # As the API says it ---------------------------------------------------------------------------------------------

    def status(self, said: Said) -> dict[str, Any]:
        boosted = self.posts.get(said.boost_of)
        where = f"https://{self.domain}/@{said.handle}/{said.id}"
        return {
            "id": said.id, "uri": where, "url": where, "created_at": stamp(said.at), "account": self.account(said.handle),
            "content": said.html or paragraphs(said.text), "visibility": said.visibility, "sensitive": bool(said.warning),
            "spoiler_text": said.warning, "media_attachments": said.media, "mentions": [], "emojis": [],
            "tags": [{"name": tag, "url": f"https://{self.domain}/tags/{tag}"} for tag in tags(said.text)],
            "reblogs_count": said.boosts, "favourites_count": said.likes,
            "replies_count": sum(one.parent == said.id and not one.gone for one in self.posts.values()),
            "in_reply_to_id": said.parent or None, "in_reply_to_account_id": None, "poll": said.poll,
            "reblog": self.status(boosted) if boosted else None, "language": said.language,
            "edited_at": stamp(said.edited) if said.edited else None,
        }  # fmt: skip

    def account(self, handle: str) -> dict[str, Any]:
        name, _, host = handle.partition("@")
        return {
            "id": account_id(handle), "username": name, "acct": handle, "display_name": self.names.get(handle, name.title()),
            "url": f"https://{host or self.domain}/@{name}", "note": "", "followers_count": 12, "avatar": "",
            "emojis": [{"shortcode": "train", "url": "https://x.example/t.png"}],
        }  # fmt: skip


def account_id(handle: str) -> str:
    return str(int(hashlib.sha256(handle.encode()).hexdigest()[:10], 16))


def mentions(text: str, domain: str) -> list[str]:
    found = re.findall(r"@([\w.-]+(?:@[\w.-]+(?::\d+)?)?)", text)
    return [one.removesuffix(f"@{domain}") for one in found]


def tags(text: str) -> list[str]:
    return [one.lower() for one in re.findall(r"#(\w+)", text)]


def paragraphs(text: str) -> str:
    return "".join(
        f"<p>{html.escape(part, quote=False).replace(chr(10), '<br />')}</p>" for part in text.split("\n\n") if part
    )


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
