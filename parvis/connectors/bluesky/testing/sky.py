"""What a network remembers, for tests: people, their posts, notices and sessions. A server for all of its parts."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from parvis.connectors.bluesky.identifiers import POST, tid
from parvis.connectors.bluesky.richtext import compose, graphemes

MAIN, FOR_PROGRAMS = "com.atproto.access", "com.atproto.appPass"


@dataclass
class Person:
    """`passwords`: password → scope. `labels`: that the network or they put on the account."""

    did: str
    handle: str
    name: str
    passwords: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    factor: bool = False
    closed: bool = False


@dataclass
class Said:
    """A post. `seen`: when the network first saw it."""

    uri: str
    record: dict[str, Any]
    seen: datetime
    embed: dict[str, Any] | None = None
    labels: list[str] = field(default_factory=list)
    gone: bool = False
    closed: bool = False
    likes: int = 0
    reposts: int = 0

    @property
    def did(self) -> str:
        return self.uri.split("/")[2]

    @property
    def cid(self) -> str:
        told = json.dumps(self.record, sort_keys=True).encode()
        return "bafyrei" + base64.b32encode(hashlib.sha256(told).digest()).decode().lower().rstrip("=")

    @property
    def strong(self) -> dict[str, str]:
        return {"uri": self.uri, "cid": self.cid}

    @property
    def parent(self) -> str:
        return str(self.record.get("reply", {}).get("parent", {}).get("uri", ""))

    @property
    def text(self) -> str:
        return str(self.record["text"])

    @property
    def order(self) -> str:
        return min(str(self.record["createdAt"]), stamp(self.seen))


class Refused(Exception):
    """An answer that is no good one, as XRPC says it."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.message = status, error, message


@dataclass
class Session:
    did: str
    password: str
    ends: datetime
    refresh: bool = False


@dataclass
class Sky:
    """`address`: of the server that plays all the parts. `skew`: how far its clock is ahead of ours. `lasts`: of an access."""

    address: str = ""
    skew: timedelta = timedelta()
    lasts: timedelta = timedelta(hours=2)
    search_is_open: bool = True
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Said] = field(default_factory=dict)
    notices: list[tuple[str, str, str, str]] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    reposts: list[tuple[str, str, str]] = field(default_factory=list)
    number: int = 0

    def now(self) -> datetime:
        return datetime.now(UTC) + self.skew

    # What people do -------------------------------------------------------------------------------------------------

    def person(self, handle: str, **more: Any) -> Person:
        """Who bears this handle; somebody new when nobody does."""
        known = next((one for one in self.people.values() if one.handle == handle), None)
        if known is None:
            did = "did:plc:" + base64.b32encode(hashlib.sha256(handle.encode()).digest()).decode().lower()[:24]
            known = self.people[did] = Person(did, handle, handle.partition(".")[0].title(), **more)
        return known

    def say(self, handle: str, words: str, *, parent: Said | None = None, **more: Any) -> Said:
        self.number += 1
        seen = self.now() - timedelta(seconds=max(0, 3600 - self.number))
        record: dict[str, Any] = {"$type": POST, "text": words, "langs": ["fr"]}
        record["createdAt"] = stamp(more.pop("at", None) or seen)
        dids = {one.handle: one.did for one in self.people.values()}
        if facets := [facet.told() for facet in compose(words, dids)]:
            record["facets"] = facets
        if parent:
            record["reply"] = {
                "root": parent.record.get("reply", {}).get("root", parent.strong),
                "parent": parent.strong,
            }
        record |= more.pop("record", {})
        uri = f"at://{self.person(handle).did}/{POST}/{tid(self.number * 1_000_000, 0)}"
        return self.keep(Said(uri, record, seen, **more))

    def keep(self, said: Said) -> Said:
        self.posts[said.uri] = said
        answered = self.posts.get(said.parent)
        told = {answered.did: "reply"} if answered else {}
        told |= {did: "mention" for did in _mentioned(said.record) if did not in told}
        if quoted := (said.embed or {}).get("record", {}).get("uri", ""):
            told.setdefault(quoted.split("/")[2], "quote")
        for did, reason in told.items():
            if did != said.did:
                self.notices.append((did, reason, said.uri, stamp(said.seen)))
        return said

    def remove(self, said: Said) -> None:
        said.gone = True
        self.notices = [one for one in self.notices if one[2] != said.uri]

    def like(self, handle: str, said: Said) -> None:
        said.likes += 1
        liked = f"at://{self.person(handle).did}/app.bsky.feed.like/{tid(self.number, 1)}"
        self.notices.append((said.did, "like", liked, stamp(self.now())))

    def repost(self, handle: str, said: Said) -> None:
        said.reposts += 1
        self.reposts.append((self.person(handle).did, said.uri, stamp(self.now())))

    def block(self, one: str, other: str) -> None:
        self.blocks |= {(self.person(one).did, self.person(other).did), (self.person(other).did, self.person(one).did)}

    def app_password(self, handle: str) -> str:
        letters = secrets.token_hex(8)
        password = "-".join(letters[n : n + 4] for n in range(0, 16, 4))
        self.person(handle).passwords[password] = FOR_PROGRAMS
        return password

    def withdraw(self, handle: str, password: str) -> None:
        """As the real server does: the long token is worth nothing any more, the short one lives to its end."""
        person = self.person(handle)
        del person.passwords[password]
        self.sessions = {t: s for t, s in self.sessions.items() if not (s.refresh and s.password == password)}

    # Sessions -------------------------------------------------------------------------------------------------------

    def open(self, did: str, password: str) -> dict[str, Any]:
        person = self.people[did]
        scope = person.passwords[password]
        told = {"handle": person.handle, "did": did, "didDoc": self.document(did), "active": True}
        return told | {
            "accessJwt": self._token(did, password, scope, self.lasts, refresh=False),
            "refreshJwt": self._token(did, password, "com.atproto.refresh", timedelta(days=90), refresh=True),
        }

    def _token(self, did: str, password: str, scope: str, lasts: timedelta, *, refresh: bool) -> str:
        begins = int(self.now().timestamp())
        told = {"scope": scope, "sub": did, "iat": begins, "exp": begins + int(lasts.total_seconds()), "jti": secrets.token_hex(8)}  # fmt: skip
        parts = [{"alg": "HS256"}, told]
        token = ".".join(
            [*(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts), "sig"]
        )
        self.sessions[token] = Session(did, password, self.now() + lasts, refresh)
        return token

    def reader(self, token: str, *, refresh: bool = False) -> Session:
        """Raises Refused as the real server does: 401 without a token, 400 for one that is no good."""
        if not token:
            raise Refused(401, "AuthMissing", "Authentication Required")
        found = self.sessions.get(token)
        if found is None and refresh:
            raise Refused(400, "ExpiredToken", "Token has been revoked")
        if found is None or found.refresh != refresh:
            raise Refused(400, "InvalidToken", "Token could not be verified")
        if found.ends < self.now():
            raise Refused(400, "ExpiredToken", "Token has expired")
        return found

    # What is known --------------------------------------------------------------------------------------------------

    def find(self, who: str) -> Person:
        found = self.people.get(who) or next((p for p in self.people.values() if p.handle == who.lower()), None)
        if found is None:
            raise Refused(400, "InvalidRequest", "Profile not found")
        return found

    def document(self, did: str) -> dict[str, Any]:
        return {
            "id": did, "alsoKnownAs": [f"at://{self.people[did].handle}"],
            "service": [{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.address}],
        }  # fmt: skip

    def blocked(self, reader: str, said: Said) -> bool:
        return bool(reader) and (reader, said.did) in self.blocks

    def below(self, said: Said) -> list[Said]:
        return [one for one in self.posts.values() if one.parent == said.uri and not one.gone]

    # As the network says it -----------------------------------------------------------------------------------------

    def author(self, did: str) -> dict[str, Any]:
        person = self.people[did]
        return {"did": did, "handle": person.handle, "displayName": person.name, "labels": labelled(person.labels)}

    def view(self, said: Said, reader: str = "") -> dict[str, Any]:
        told = {
            **said.strong, "author": self.author(said.did), "record": said.record, "indexedAt": stamp(said.seen),
            "replyCount": len(self.below(said)), "repostCount": said.reposts, "likeCount": said.likes, "quoteCount": 0,
            "labels": labelled(said.labels),
        }  # fmt: skip
        if said.embed:
            told["embed"] = said.embed
        return told | ({"viewer": {"replyDisabled": said.closed}} if reader else {})


def _mentioned(record: dict[str, Any]) -> list[str]:
    features = [one for facet in record.get("facets", []) for one in facet["features"]]
    return [one["did"] for one in features if one["$type"].endswith("#mention")]


def labelled(values: list[str]) -> list[dict[str, Any]]:
    return [
        {"src": "did:plc:" + "m" * 24, "uri": "", "val": value, "cts": stamp(datetime.now(UTC))} for value in values
    ]


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def check_post(record: dict[str, Any]) -> None:
    """As the real server: what the lexicon of a post does not allow is refused. Raises Refused."""
    words = str(record["text"])
    if graphemes(words) > 300:
        raise Refused(400, "InvalidRequest", f"grapheme too big (maximum 300, got {graphemes(words)}) at $.record.text")
    if len(words.encode()) > 3000:
        raise Refused(400, "InvalidRequest", "string too big (maximum 3000) at $.record.text")
