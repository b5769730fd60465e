"""Everything that is said on the network, as Jetstream tells it: JSON over a WebSocket (github.com/bluesky-social/jetstream).

A message: `did`, `time_us` (when the server saw it, microseconds, which is the cursor) and `kind`. Of kind `commit`:
`commit.operation` (create, update, delete), `collection`, `rkey`, `record`, `cid`, `rev`. Of kind `account`:
`account.active` and `account.status`. `cursor=` gives again what was said since, as long as the server keeps it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from parvis.connectors.bluesky.identifiers import POST, is_did
from parvis.connectors.contract import ConnectorError, Transient
from parvis.connectors.moments import moment
from parvis.connectors.net.live import websocket
from parvis.connectors.net.reach import Reach
from parvis.connectors.streams import Batch, Event, Rhythm, Said, Unreadable, decoded
from parvis.connectors.told import entries, mapping, text
from parvis.core.messages import Message

OVERLAP = 5_000_000
"""Microseconds that are read again when the line is opened: servers do not promise an exact border."""
HOLE = 120_000_000
"""Microseconds without a word, between what was read and what comes next, beyond which something was missed."""
LONGEST_TEXT = 100_000
"""Characters; the network allows three thousand bytes."""
ASKED_SIZE, TAKEN_SIZE = 200_000, 4_000_000
"""Bytes of a message: the server is asked to leave out larger ones; beyond the second the line is given up."""
QUEUED = 256
"""Messages held while we are busy; then the line itself waits, and we fall behind."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SAID = {"create": Said.NEW, "update": Said.REWORDED, "delete": Said.GONE}
_TAG, _LINK = "app.bsky.richtext.facet#tag", "app.bsky.richtext.facet#link"


def decode(message: bytes | str) -> tuple[int, Event | None]:
    """See `streams.Decode`."""
    try:
        told = json.loads(message)
        did, when, kind = told["did"], told["time_us"], told["kind"]
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    except (KeyError, TypeError, IndexError):
        raise Unreadable("shape") from None
    if type(when) is not int or not 0 < when < 1 << 60 or type(did) is not str or not did.startswith("did:"):
        raise Unreadable("shape")
    if kind == "commit":
        return when, _commit(did, told, when)
    if kind == "account":
        account = mapping(told.get("account"))
        left = account.get("active") is False and account.get("status") == "deleted" and is_did(did)
        return when, Event(Said.LEFT, "", did) if left else None
    return when, None


def _commit(did: str, told: dict[str, Any], when: int) -> Event | None:
    commit = told.get("commit")
    if type(commit) is not dict:
        raise Unreadable("shape")
    if commit.get("collection") != POST:
        return None
    key, said = commit.get("rkey"), _SAID.get(commit.get("operation", ""))
    if said is None or type(key) is not str or not key or len(key) > 512 or not is_did(did):
        raise Unreadable("shape")
    uri = f"at://{did}/{POST}/{key}"
    if said is Said.GONE:
        return Event(said, uri, did)
    record = commit.get("record")
    if type(record) is not dict or type(record.get("text")) is not str:
        raise Unreadable("shape")
    if len(record["text"]) > LONGEST_TEXT:
        raise Unreadable("long")
    return _post(said, uri, did, record, told)


def _post(said: Said, uri: str, did: str, record: dict[str, Any], told: dict[str, Any]) -> Event:
    words, embed, facets = record["text"], record.get("embed"), record.get("facets")
    tags: list[str] = []
    links: list[str] = []
    if facets:
        _read_facets(facets, tags, links)
    if embed:
        words += _attached(embed, links)
    beside = record.get("tags")
    if type(beside) is list:
        tags += [tag for tag in beside[:20] if type(tag) is str]
    langs = record.get("langs")
    language = langs[0][:8].lower() if type(langs) is list and langs and type(langs[0]) is str else ""
    return Event(
        said, uri, did, words, language, "reply" if record.get("reply") else "post", "bsky.app",
        tuple(tags), tuple(links), date_of(record, told["time_us"]), text(told["commit"].get("rev"))[:40], told,
    )  # fmt: skip


def _read_facets(facets: Any, tags: list[str], links: list[str]) -> None:
    for facet in facets[:100] if type(facets) is list else ():
        features = facet.get("features") if type(facet) is dict else None
        for feature in features[:5] if type(features) is list else ():
            if type(feature) is not dict:
                continue
            if feature.get("$type") == _TAG and type(feature.get("tag")) is str:
                tags.append(feature["tag"][:200])
            elif feature.get("$type") == _LINK and type(feature.get("uri")) is str:
                links.append(feature["uri"][:2000])


def _attached(embed: Any, links: list[str]) -> str:
    """What the words of the post will be joined by, as `items.body_of` shows it."""
    if type(embed) is not dict:
        return ""
    media = mapping(embed.get("media")) or embed
    said = [text(picture.get("alt")) for picture in entries(media, "images")[:10]]
    card = mapping(media.get("external"))
    if card:
        links.append(text(card.get("uri"))[:2000])
        said.append(text(card.get("title")))
    return "".join(f"\n{words[:5000]}" for words in said if words)


def date_of(record: Mapping[str, Any], when: int) -> datetime:
    """What its author says, unless that lies after the network saw it."""
    seen = at(when)
    said = moment(record["createdAt"]) if type(record.get("createdAt")) is str else None
    return min(said, seen) if said else seen


def at(when: int) -> datetime:
    return _EPOCH + timedelta(microseconds=when)


def view_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """The message as the network shows posts, for `items.to_item`; of its author nothing is known but the DID."""
    commit = mapping(told.get("commit"))
    record = mapping(commit.get("record"))
    return {
        "uri": f"at://{text(told.get('did'))}/{POST}/{text(commit.get('rkey'))}",
        "cid": commit.get("cid"),
        "author": {"did": told.get("did")},
        "record": record,
        "indexedAt": at(told["time_us"]).isoformat(),
        "embed": mapping(record.get("embed")),
        "labels": entries(mapping(record.get("labels")), "values"),
    }


# The line ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """`servers`: addresses that tell the same (their cursors are moments), the first that opens is read."""

    reach: Reach
    servers: Sequence[str]
    rhythm: Rhythm

    def follow(self, cursor: str) -> Generator[Batch, None, None]:
        """See `Streams.follow`."""
        last = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else 0
        with ExitStack() as held:
            line = self._open(held, last)
            from_before, quiet_since = last, time.monotonic()
            while True:
                batch = Batch()
                latest = decoded(self._messages(line), decode, batch)
                if batch.read:
                    quiet_since = time.monotonic()
                elif time.monotonic() - quiet_since >= self.rhythm.silence:
                    raise Transient(Message("The stream is open and says nothing: it is opened again."))
                if from_before and batch.read and latest:
                    batch.gap = self._gap(from_before, batch, latest)
                    from_before = 0
                last = max(last, latest)
                batch.cursor = str(last) if last else ""
                yield batch

    def _open(self, held: ExitStack, last: int) -> ClientConnection:
        """Raises the ConnectorError of the last server."""
        query = [("wantedCollections", POST), ("maxMessageSizeBytes", str(ASKED_SIZE))]
        if last:
            query.append(("cursor", str(max(last - OVERLAP, 1))))
        for number, server in enumerate(self.servers, 1):
            address = f"{server}{'&' if '?' in server else '?'}{urlencode(query)}"
            try:
                return held.enter_context(
                    websocket(self.reach, address, {}, longest=TAKEN_SIZE, queue=QUEUED, compression=None)
                )
            except ConnectorError:
                if number == len(self.servers):
                    raise
        raise ValueError("no server")

    def _messages(self, line: ClientConnection) -> list[bytes]:
        """As many as come within a batch's time, which begins with the first. A line that breaks is told at the next."""
        found: list[bytes] = []
        until = time.monotonic() + self.rhythm.seconds
        while len(found) < self.rhythm.size:
            try:
                message = line.recv(timeout=max(0.0, until - time.monotonic()), decode=False)
            except TimeoutError:
                break
            except ConnectionClosed:
                if found:
                    break
                raise
            found.append(message if isinstance(message, bytes) else message.encode())
        return found

    def _gap(self, last: int, batch: Batch, latest: int) -> tuple[datetime, datetime] | None:
        """What is told first, long after what was read last: the server keeps nothing of the time between."""
        told = [event.raw["time_us"] for event in batch.events if event.raw]
        first = min(told, default=latest)
        return (at(last), at(first)) if first - last > HOLE else None
