"""A server that tells everything, as Jetstream does, on a free port of 127.0.0.1: a real WebSocket, real messages.

What it sends is checked against our description of the messages (see `..jetstream`), unless a test spoils it on purpose.
As the real one: `cursor` gives again, in order, what was told since, as far as it is kept; without it, or with one of the
future, only what comes from now on; nothing is acknowledged; a reader that is slow is waited for.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

POST = "app.bsky.feed.post"
KNOWN = {"wantedCollections", "wantedDids", "cursor", "maxMessageSizeBytes", "compress", "requireHello"}
START = 1_772_452_800_000_000
"""2026-03-02 12:00 UTC, in microseconds."""


def did(number: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "did:plc:" + "".join(letters[number >> 5 * place & 31] for place in range(24))


def described(message: dict[str, Any]) -> None:
    """Raises AssertionError for a message that the real server would not send."""
    assert isinstance(message["did"], str)
    assert message["did"].startswith("did:")
    assert isinstance(message["time_us"], int)
    commit = message.get("commit")
    if message["kind"] == "commit":
        assert isinstance(commit, dict)
        assert commit["operation"] in ("create", "update", "delete")
        assert {"rev", "collection", "rkey"} <= set(commit)
        assert ("record" in commit) == ("cid" in commit) == (commit["operation"] != "delete")
    else:
        assert message["kind"] in ("identity", "account")
        assert message["did"] == message[message["kind"]]["did"]


@dataclass
class Sky:
    """What was told, as (moment, bytes). `kept_from`: what is older is gone. `cut_after`: messages after which a line breaks,
    in the middle of the next. `dumb`: lines open and say nothing. `lines`: the queries of those that were opened."""

    told: list[tuple[int, bytes]] = field(default_factory=list)
    port: int = 0
    kept_from: int = 0
    cut_after: int = 0
    dumb: bool = False
    lines: list[dict[str, list[str]]] = field(default_factory=list)
    sent: int = 0
    clock: int = START
    changed: threading.Condition = field(default_factory=threading.Condition)
    undescribed: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}/subscribe"

    def say(self, text: str, *, who: int = 1, key: str = "", operation: str = "create", **record: Any) -> str:
        """Tells of a post; its address."""
        commit: dict[str, Any] = {"rev": f"{self.clock:x}", "operation": operation, "collection": POST}
        commit["rkey"] = key or f"3k{len(self.told):011}"
        if operation != "delete":
            commit["record"] = {
                "$type": POST,
                "text": text,
                "createdAt": "2026-03-02T12:00:00Z",
                "langs": ["fr"],
                **record,
            }
            commit["cid"] = f"bafyrei{len(self.told)}"
        self.tell({"did": did(who), "kind": "commit", "commit": commit})
        return f"at://{did(who)}/{POST}/{commit['rkey']}"

    def delete(self, uri: str) -> None:
        who, _, key = uri.removeprefix("at://").split("/")
        commit = {"rev": f"{self.clock:x}", "operation": "delete", "collection": POST, "rkey": key}
        self.tell({"did": who, "kind": "commit", "commit": commit})

    def leave(self, who: int, status: str = "deleted") -> None:
        account = {
            "active": False,
            "did": did(who),
            "seq": len(self.told),
            "status": status,
            "time": "2026-03-02T12:00:00Z",
        }
        self.tell({"did": did(who), "kind": "account", "account": account})

    def tell(self, message: dict[str, Any], *, later: int = 1_000) -> None:
        """`later`: microseconds after what was told before (less than nothing: out of order)."""
        self.clock += later
        whole = {"did": message["did"], "time_us": self.clock, **message}
        described(whole)
        self.spoil(json.dumps(whole).encode())

    def spoil(self, message: bytes) -> None:
        """Tells what no real server would."""
        with self.changed:
            self.told.append((self.clock, message))
            self.changed.notify_all()


@contextmanager
def streaming(sky: Sky | None = None) -> Iterator[Sky]:
    """Fails at the end for what was asked and is not described."""
    made = sky or Sky()
    with serve(lambda line: _serve(made, line), "127.0.0.1", made.port, max_size=None) as server:
        made.port = server.socket.getsockname()[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            _stop(made, server)
    assert not made.undescribed, made.undescribed


def _stop(sky: Sky, server: Server) -> None:
    with sky.changed:
        sky.dumb = False
        sky.cut_after = -1
        sky.changed.notify_all()
    server.shutdown()


def _serve(sky: Sky, line: ServerConnection) -> None:
    url = urlsplit(line.request.path if line.request else "")
    asked = parse_qs(url.query)
    if url.path != "/subscribe" or not set(asked) <= KNOWN or asked.get("wantedCollections") != [POST]:
        sky.undescribed.append(str(url))
    with sky.changed:
        sky.lines.append(asked)
        sky.changed.notify_all()
        cursor = int(asked.get("cursor", ["0"])[0])
        place = 0 if cursor and cursor <= sky.clock else len(sky.told)
    try:
        _tell(sky, line, place, cursor, int(asked.get("maxMessageSizeBytes", ["0"])[0]))
    except (ConnectionClosed, OSError):
        return


def _tell(sky: Sky, line: ServerConnection, place: int, cursor: int, largest: int) -> None:
    sent = 0
    while True:
        with sky.changed:
            while sky.cut_after >= 0 and (sky.dumb or place >= len(sky.told)):
                sky.changed.wait(0.2)
            if sky.cut_after < 0:
                return
            when, message = sky.told[place]
        place += 1
        if when < cursor or when < sky.kept_from or (largest and len(message) > largest):
            continue
        if sky.cut_after and sent >= sky.cut_after:
            # A frame that says it is longer than what follows, then nothing: the line is cut within a message.
            line.socket.sendall(bytes([0x81, 126, 0x10, 0x00]) + message[:20])
            line.socket.shutdown(2)
            return
        line.send(message, text=True)
        sent += 1
        sky.sent += 1
