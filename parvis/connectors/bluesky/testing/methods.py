"""The methods of the network, each a function of (sky, call) → JSON; refusals as the real servers word them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.connectors.bluesky.testing.sky import Refused, Said, Sky, check_post, stamp
from parvis.connectors.bluesky.testing.sky import Session as Open

Method = Callable[[Sky, "Call"], dict[str, Any]]
NODE = "app.bsky.feed.defs"


@dataclass(frozen=True, slots=True)
class Call:
    query: Sequence[tuple[str, str]]
    body: bytes
    token: str

    def asked(self, name: str, otherwise: str = "") -> str:
        return next((value for key, value in self.query if key == name), otherwise)

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.query if key == name]

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    def reader(self, sky: Sky) -> str:
        """Whose token it is, "" for a stranger."""
        return sky.reader(self.token).did if self.token else ""


# Sessions ----------------------------------------------------------------------------------------------------------------


def create_session(sky: Sky, call: Call) -> dict[str, Any]:
    told = call.told
    person = sky.people.get(told["identifier"]) or next(
        (p for p in sky.people.values() if p.handle == told["identifier"]), None
    )
    if person is None or told["password"] not in person.passwords:
        raise Refused(401, "AuthenticationRequired", "Invalid identifier or password")
    if person.closed:
        raise Refused(401, "AccountTakedown", "Account has been taken down")
    if person.factor and person.passwords[told["password"]].endswith("access"):
        raise Refused(401, "AuthFactorTokenRequired", "A sign in code has been sent to your email address")
    return sky.open(person.did, told["password"])


def refresh_session(sky: Sky, call: Call) -> dict[str, Any]:
    held: Open = sky.reader(call.token, refresh=True)
    del sky.sessions[call.token]
    return sky.open(held.did, held.password)


def delete_session(sky: Sky, call: Call) -> dict[str, Any]:
    sky.reader(call.token, refresh=True)
    del sky.sessions[call.token]
    return {}


def resolve_handle(sky: Sky, call: Call) -> dict[str, Any]:
    found = next((p for p in sky.people.values() if p.handle == call.asked("handle").lower()), None)
    if found is None:
        raise Refused(400, "InvalidRequest", "Unable to resolve handle")
    return {"did": found.did}


# Records -----------------------------------------------------------------------------------------------------------------


def put_record(sky: Sky, call: Call) -> dict[str, Any]:
    """`swapRecord: null` makes a record only where none stands; the very same one again is no change."""
    told = call.told
    reader = sky.reader(call.token).did
    if told["repo"] != reader:
        raise Refused(401, "AuthenticationRequired", "Invalid repo")
    check_post(told["record"])
    uri = f"at://{reader}/{told['collection']}/{told['rkey']}"
    made, before = Said(uri, told["record"], sky.now()), sky.posts.get(uri)
    if before and before.record == made.record:
        return made.strong
    if before and "swapRecord" in told:
        raise Refused(400, "InvalidSwap", f"Record was at {before.cid}")
    return sky.keep(made).strong


def get_record(sky: Sky, call: Call) -> dict[str, Any]:
    uri = f"at://{call.asked('repo')}/{call.asked('collection')}/{call.asked('rkey')}"
    said = sky.posts.get(uri)
    if said is None or said.gone:
        raise Refused(400, "RecordNotFound", f"Could not locate record: {uri}")
    return {**said.strong, "value": said.record}


# Reading -----------------------------------------------------------------------------------------------------------------


def profile(sky: Sky, call: Call) -> dict[str, Any]:
    return sky.author(sky.find(call.asked("actor")).did)


def profiles(sky: Sky, call: Call) -> dict[str, Any]:
    return {"profiles": [sky.author(did) for did in call.every("actors") if did in sky.people]}


def _page(call: Call, lines: list[tuple[str, Any]]) -> tuple[list[Any], dict[str, str]]:
    """Newest first. As the real servers: a mark to go on from stands below every sheet that is not empty."""
    before, limit = call.asked("cursor"), int(call.asked("limit", "50"))
    lines = sorted((one for one in lines if not before or one[0] < before), key=lambda one: one[0], reverse=True)[
        :limit
    ]
    return [told for _, told in lines], {"cursor": lines[-1][0]} if lines else {}


def author_feed(sky: Sky, call: Call) -> dict[str, Any]:
    reader, did = call.reader(sky), sky.find(call.asked("actor")).did
    if (reader, did) in sky.blocks:
        raise Refused(400, "BlockedActor", "Requester has blocked actor: " + did)
    lines = [(f"{s.order}::{s.uri}", _line(sky, s, reader)) for s in sky.posts.values() if s.did == did and not s.gone]
    for who, uri, at in sky.reposts:
        if who == did:
            reason = {"$type": f"{NODE}#reasonRepost", "by": sky.author(did), "indexedAt": at}
            lines.append((f"{at}::{uri}", {"post": sky.view(sky.posts[uri], reader), "reason": reason}))
    feed, cursor = _page(call, lines)
    return {"feed": feed, **cursor}


def _line(sky: Sky, said: Said, reader: str) -> dict[str, Any]:
    if not said.parent:
        return {"post": sky.view(said, reader)}
    reply = {side: _node(sky, said.record["reply"][side]["uri"], reader) for side in ("root", "parent")}
    shown = {
        side: {**one["post"], "$type": f"{NODE}#postView"} if "post" in one else one for side, one in reply.items()
    }
    return {"post": sky.view(said, reader), "reply": shown}


def any_feed(sky: Sky, call: Call) -> dict[str, Any]:
    """Lists and feeds of the fake hold everybody."""
    reader = call.reader(sky)
    lines = [(f"{s.order}::{s.uri}", _line(sky, s, reader)) for s in sky.posts.values() if not s.gone]
    feed, cursor = _page(call, lines)
    return {"feed": feed, **cursor}


def search(sky: Sky, call: Call) -> dict[str, Any]:
    reader, words = call.reader(sky), call.asked("q").lower().lstrip("#")
    if not reader and not sky.search_is_open:
        raise Refused(403, "Forbidden", "Forbidden")
    found = [s for s in sky.posts.values() if words in s.text.lower() and not s.gone and not sky.blocked(reader, s)]
    posts, cursor = _page(call, [(f"{s.order}::{s.uri}", sky.view(s, reader)) for s in found])
    return {"posts": posts, **cursor}


def posts(sky: Sky, call: Call) -> dict[str, Any]:
    reader = call.reader(sky)
    found = [sky.posts[uri] for uri in call.every("uris") if uri in sky.posts]
    return {"posts": [sky.view(s, reader) for s in found if not s.gone and not sky.blocked(reader, s)]}


def _node(sky: Sky, uri: str, reader: str) -> dict[str, Any]:
    said = sky.posts.get(uri)
    if said is None or said.gone:
        return {"$type": f"{NODE}#notFoundPost", "uri": uri, "notFound": True}
    if sky.blocked(reader, said):
        return {"$type": f"{NODE}#blockedPost", "uri": uri, "blocked": True, "author": {"did": said.did}}
    return {"$type": f"{NODE}#threadViewPost", "post": sky.view(said, reader)}


def thread(sky: Sky, call: Call) -> dict[str, Any]:
    reader, uri = call.reader(sky), call.asked("uri")
    top = _node(sky, uri, reader)
    if top.get("notFound"):
        raise Refused(400, "NotFound", f"Post not found: {uri}")
    if "post" in top:
        _above(sky, top, sky.posts[uri].parent, int(call.asked("parentHeight", "80")), reader)
        _below(sky, top, sky.posts[uri], int(call.asked("depth", "6")), reader)
    return {"thread": top}


def _above(sky: Sky, node: dict[str, Any], uri: str, height: int, reader: str) -> None:
    if uri and height:
        node["parent"] = _node(sky, uri, reader)
        if "post" in node["parent"]:
            _above(sky, node["parent"], sky.posts[uri].parent, height - 1, reader)


def _below(sky: Sky, node: dict[str, Any], said: Said, depth: int, reader: str) -> None:
    if depth:
        node["replies"] = [_node(sky, one.uri, reader) for one in sky.below(said)]
        for one in node["replies"]:
            if "post" in one:
                _below(sky, one, sky.posts[one["post"]["uri"]], depth - 1, reader)


def notifications(sky: Sky, call: Call) -> dict[str, Any]:
    reader, wanted = sky.reader(call.token).did, call.every("reasons")
    lines = []
    for to, reason, uri, at in sky.notices:
        said = sky.posts.get(uri)
        if to != reader or (wanted and reason not in wanted) or (said and sky.blocked(reader, said)):
            continue
        record = said.record if said else {"$type": "app.bsky.feed.like"}
        lines.append((f"{at}::{uri}", {
            "uri": uri, "cid": said.cid if said else "bafyreixxxxxxxx", "author": sky.author(uri.split("/")[2]), "reason": reason,
            "record": record, "isRead": False, "indexedAt": at,
        }))  # fmt: skip
    found, cursor = _page(call, lines)
    return {"notifications": found, "seenAt": stamp(sky.now()), **cursor}


METHODS: dict[tuple[str, str], Method] = {
    ("POST", "com.atproto.server.createSession"): create_session,
    ("POST", "com.atproto.server.refreshSession"): refresh_session,
    ("POST", "com.atproto.server.deleteSession"): delete_session,
    ("GET", "com.atproto.identity.resolveHandle"): resolve_handle,
    ("POST", "com.atproto.repo.putRecord"): put_record,
    ("GET", "com.atproto.repo.getRecord"): get_record,
    ("GET", "app.bsky.actor.getProfile"): profile,
    ("GET", "app.bsky.actor.getProfiles"): profiles,
    ("GET", "app.bsky.feed.getAuthorFeed"): author_feed,
    ("GET", "app.bsky.feed.getListFeed"): any_feed,
    ("GET", "app.bsky.feed.getFeed"): any_feed,
    ("GET", "app.bsky.feed.searchPosts"): search,
    ("GET", "app.bsky.feed.getPosts"): posts,
    ("GET", "app.bsky.feed.getPostThread"): thread,
    ("GET", "app.bsky.notification.listNotifications"): notifications,
}
