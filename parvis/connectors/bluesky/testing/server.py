"""The network behind HTTP on a free port of 127.0.0.1: PDS, AppView and directory in one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from parvis.connectors.bluesky.testing.methods import METHODS, Call
from parvis.connectors.bluesky.testing.sky import Refused, Sky
from parvis.connectors.testing.described import Description, Undescribed
from parvis.connectors.testing.website import Reply

API = Description(Path(__file__).parent / "api.yaml")
OURS = "veilleuse.example"


@dataclass
class Served:
    """`undescribed`: requests and answers that the API does not know; a test ends with none. `instead`: an answer that
    every method gives for now. `asked`: (method, name, query) in order. `left`: what remains of the limit."""

    sky: Sky
    port: int = 0
    undescribed: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    instead: Reply | None = None
    left: int = 2999
    documents: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served() -> Iterator[Served]:
    """A network with one account of ours, OURS. Fails at the end for what the description does not know."""
    made = Served(Sky())
    web = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"made": made}))
    web.daemon_threads = True
    made.port = int(web.server_address[1])
    made.sky.address = made.address
    made.sky.person(OURS)
    threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield made
    finally:
        web.shutdown()
        web.server_close()
    if made.undescribed:
        raise Undescribed("; ".join(made.undescribed))


class _Handler(BaseHTTPRequestHandler):
    """One request. `made`: whose; set by `served`."""

    made: ClassVar[Served]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        try:
            self._respond()
        except (BrokenPipeError, ConnectionResetError):
            return

    def _respond(self) -> None:
        url, body = urlsplit(self.path), self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = unquote(url.path)
        if path.startswith("/did:") or path == "/.well-known/did.json":
            return self._directory(path)
        name = path.removeprefix("/xrpc/")
        self.made.asked.append((self.command, name, url.query))
        if self.made.instead:
            said = self.made.instead.body if isinstance(self.made.instead.body, bytes) else b""
            return self._send(self.made.instead.status, said, dict(self.made.instead.headers))
        heard = {name.lower(): value for name, value in self.headers.items()}
        status, told = answer(self.made, self.command, name, url.query, heard, body)
        reset = str(int(self.made.sky.now().timestamp()) + 240)
        return self._send(status, told, {"RateLimit-Limit": "3000", "RateLimit-Remaining": str(self.made.left), "RateLimit-Reset": reset})  # fmt: skip

    def _directory(self, path: str) -> None:
        did = path.removeprefix("/")
        if path in self.made.documents:
            return self._send(200, json.dumps(self.made.documents[path]).encode(), {})
        if did not in self.made.sky.people:
            return self._send(404, b'{"message":"DID not registered"}', {})
        return self._send(200, json.dumps(self.made.sky.document(did)).encode(), {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.made.sky.now(), usegmt=True)

    def log_message(self, *_: Any) -> None:
        return


def answer(made: Served, verb: str, name: str, query: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
    """One call, checked both ways."""
    method, pairs, path = METHODS.get((verb, name)), parse_qsl(query, keep_blank_values=True), f"/xrpc/{name}"
    if method is None:
        made.undescribed.append(f"{verb} {name}")
        return 501, b'{"error":"MethodNotImplemented","message":"Method Not Implemented"}'
    try:
        checked = API.check_request(verb, path, path, pairs, headers, body)
    except Undescribed as error:
        made.undescribed.append(str(error))
        return 400, b'{"error":"InvalidRequest","message":"Undescribed"}'
    try:
        call = Call(pairs, body, headers.get("authorization", "").removeprefix("Bearer "))
        status, said = 200, json.dumps(method(made.sky, call)).encode()
    except Refused as refused:
        status, said = refused.status, json.dumps({"error": refused.error, "message": refused.message}).encode()
    try:
        API.check_answer(checked, status, said)
    except Undescribed as error:
        made.undescribed.append(str(error))
    return status, said
