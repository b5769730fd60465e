"""A small network that really listens on the loopback, remembers what it received, and fails on request."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from parvis.connectors.contract import Budget, Draft, Finding, Page, RateLimited, Rejected, Sent, Source, Transient
from parvis.core.messages import Message

REPLIED_AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
FAULTS = ("ok", "429", "422", "500", "500 after", "cut before", "cut after", "hang after")


@dataclass
class Square:
    """What the network holds. `faults`: what it does to the next posts, in order; then it behaves."""

    faults: list[str] = field(default_factory=list)
    posts: list[tuple[str, str]] = field(default_factory=list)
    posting: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def times(self, key: str) -> int:
        return Counter(k for k, _ in self.posts)[key]


class PlazaServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.square = Square()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: PlazaServer

    def do_POST(self) -> None:
        square = self.server.square
        fault = square.faults.pop(0) if square.faults else "ok"
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if fault in ("ok", "500 after", "cut after", "hang after"):
            square.posts.append((told["key"], told["body"]))
        square.posting.set()
        match fault:
            case "ok":
                self._answer(200, {"id": f"plaza-{len(square.posts)}"})
            case "429" | "422" | "500":
                self._answer(int(fault), {})
            case "500 after":
                self._answer(500, {})
            case "hang after":
                square.released.wait(20)
            case _:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True

    def do_GET(self) -> None:
        key = parse_qs(urlsplit(self.path).query)["key"][0]
        found = [i for i, (k, _) in enumerate(self.server.square.posts, 1) if k == key]
        self._answer(200, {"ids": [f"plaza-{i}" for i in found]})

    def _answer(self, status: int, told: Mapping[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Retry-After", "120")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """A test prints nothing."""


class Plaza:
    """The connector. `die`: the moment of `send` at which its process is killed, as kill -9 does."""

    network = "plaza"
    label = "Plaza"

    def __init__(
        self, port: int, *, idempotent: bool = False, finds: bool = True, die: str = "", patience: float = 0.5
    ) -> None:
        self.port, self.idempotent, self.finds, self.die, self.patience = port, idempotent, finds, die, patience

    def recognise(self, address: str) -> bool:
        return False

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        raise NotImplementedError

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        return Page((), cursor)

    def send(self, source: Source, draft: Draft) -> Sent:
        self._die_if("before the call")
        status, told = self._call("POST", "/posts", {"key": draft.key, "body": f"{draft.body}\n{draft.signature}"})
        self._die_if("after the call")
        match status:
            case 200:
                return Sent(told["id"], REPLIED_AT, f"https://plaza.example/{told['id']}")
            case 429:
                raise RateLimited(Message("Too fast."), until=REPLIED_AT + timedelta(seconds=120))
            case 422:
                raise Rejected(Message("Plaza refuses this text."), "body", Message("Write it otherwise."))
        raise Transient(Message("Plaza is unwell."), reached=True)

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        if not self.finds:
            return None
        _, told = self._call("GET", f"/posts?key={draft.key}", None)
        return Sent(told["ids"][0], REPLIED_AT) if told["ids"] else None

    def _call(self, method: str, path: str, told: Mapping[str, str] | None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            connection.connect()
        except OSError as error:
            raise Transient(Message("Plaza cannot be reached."), reached=False) from error
        try:
            connection.request(method, path, body=json.dumps(told) if told else None)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException) as error:
            raise Transient(Message("Plaza fell silent."), reached=True) from error
        finally:
            connection.close()

    def _die_if(self, moment: str) -> None:
        if self.die == moment:
            os.kill(os.getpid(), signal.SIGKILL)
