"""The instance behind HTTP and a WebSocket, on free ports of 127.0.0.1."""

from __future__ import annotations

import html
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from parvis.connectors.mastodon.testing.instance import MASTODON, Code, Dialect, Instance, Refused, stamp
from parvis.connectors.mastodon.testing.methods import METHODS, PATTERNS, Call
from parvis.connectors.testing.described import Description, Undescribed
from parvis.connectors.testing.website import Reply

API = Description(Path(__file__).parent / "api.yaml")


@dataclass
class Served:
    """`undescribed`: requests and answers that the API does not know; a test ends with none. `instead`: an answer that
    every method of the API gives for now. `asked`: (method, path, query) in order."""

    instance: Instance
    port: int = 0
    undescribed: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    instead: Reply | None = None
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(dialect: Dialect = MASTODON, **more: Any) -> Iterator[Served]:
    """An instance with one account of ours, `veilleuse`. Fails at the end for what the API does not describe."""
    made = Served(Instance(dialect=dialect, **more))
    web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    web.daemon_threads = True
    made.port = int(web.server_address[1])
    threading.Thread(target=web.serve_forever, args=(0.02,), daemon=True).start()
    with _streams(made):
        try:
            yield made
        finally:
            made.closing.set()
            web.shutdown()
            web.server_close()
    if made.undescribed:
        raise Undescribed("; ".join(made.undescribed))


@contextmanager
def _streams(made: Served) -> Iterator[None]:
    if not made.instance.dialect.websocket:
        yield
        return

    def door(connection: ServerConnection, request: Request) -> Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return None if made.instance.account_of(token) else connection.respond(401, "Unauthorized")

    def speak(connection: ServerConnection) -> None:
        token = (connection.request.headers.get("Authorization", "") if connection.request else "").removeprefix(
            "Bearer "
        )
        for event in _events(made, made.instance.account_of(token) or ""):
            try:
                if event:
                    connection.send(json.dumps({"stream": ["user:notification"], **event}))
                else:
                    connection.ping()
            except ConnectionClosed:
                return

    server: Server = serve(speak, "127.0.0.1", 0, process_request=door)
    made.instance.streams = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        made.closing.set()
        server.shutdown()


def _events(made: Served, account: str) -> Iterator[dict[str, str] | None]:
    """What happens to the account from now on; None for each heartbeat."""
    place = len(made.instance.events)
    while not made.closing.wait(made.instance.dialect.beat):
        for to, event in made.instance.events[place:]:
            if to == account:
                yield {"event": event["event"], "payload": json.dumps({"id": event["id"]})}
        place = len(made.instance.events)
        yield None


def _handler(made: Served) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"made": made})


class _Handler(BaseHTTPRequestHandler):
    """One request. `made`: whose; set by `_handler`."""

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
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.made.asked.append((self.command, url.path, url.query))
        if url.path == "/favicon.ico":
            return self._send(200, b"", {"Content-Type": "image/x-icon"})
        if url.path == "/oauth/authorize":
            return self._authorise(body)
        if url.path == "/api/v1/streaming":  # the WebSocket, where there is one, has a port of its own
            return self._send(404, b'{"error":"Not Found"}', {})
        if url.path.startswith("/api/v1/streaming/"):
            return self._stream()
        if self.made.instead:
            said = self.made.instead.body if isinstance(self.made.instead.body, bytes) else b""
            return self._send(self.made.instead.status, said, dict(self.made.instead.headers))
        status, told, headers = answer(self.made, self.command, url.path, url.query, self._heard(), body)
        return self._send(status, told, headers)

    def _heard(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.made.instance.now(), usegmt=True)

    def _stream(self) -> None:
        account = self.made.instance.account_of(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if not account:
            return self._send(401, b'{"error":"The access token is invalid"}', {})
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.flush()
        if not self.made.instance.dialect.events_speak:
            self.made.closing.wait(30)
            return None
        for event in _events(self.made, account):
            said = f"event: {event['event']}\ndata: {event['payload']}\n\n" if event else ":thump\n"
            self.wfile.write(said.encode())
            self.wfile.flush()
        return None

    def _authorise(self, body: bytes) -> None:
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        app = self.made.instance.apps.get(query.get("client_id", ""))
        if app is None or app["redirect"] != query.get("redirect_uri") or query.get("response_type") != "code":
            return self._send(400, b"<p>The client is not known</p>", {"Content-Type": "text/html"})
        if not set(query.get("scope", "read").split()) <= set(app["scopes"].split()):
            return self._send(400, b"<p>The scope is not allowed</p>", {"Content-Type": "text/html"})
        if self.command == "GET":
            return self._send(200, consent(self.path, query), {"Content-Type": "text/html; charset=utf-8"})
        told = {k: v[0] for k, v in parse_qs(body.decode()).items()}
        back = {"state": query.get("state", "")}
        back |= (
            {"code": grant(self.made.instance, query, told.get("who", "veilleuse"))}
            if "yes" in told
            else {"error": "access_denied"}
        )
        return self._send(302, b"", {"Location": f"{query['redirect_uri']}?{urlencode(back)}"})

    def log_message(self, *_: Any) -> None:
        return


def consent(path: str, query: dict[str, str]) -> bytes:
    return (
        f"<!doctype html><html lang=fr><title>Autorisation</title><form method=post action='{html.escape(path)}'>"
        f"<h1>Parvis demande à accéder à votre compte</h1><p>{html.escape(query.get('scope', ''))}</p>"
        "<button name=yes value=1>Autoriser</button> <button name=no value=1>Refuser</button></form></html>"
    ).encode()


def grant(instance: Instance, query: dict[str, str], account: str) -> str:
    """A code, as if the person had said yes in the browser."""
    code = secrets.token_hex(8)
    instance.codes[code] = Code(
        query["client_id"], query["redirect_uri"], query.get("scope", "read"), query.get("code_challenge", ""), account
    )
    return code


def answer(
    made: Served, method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> tuple[int, bytes, dict[str, str]]:
    """One call of the API, checked both ways."""
    found = next(((p, m) for verb, p, form in PATTERNS if verb == method and (m := form.fullmatch(path))), None)
    if found is None:
        made.undescribed.append(f"{method} {path}")
        return 404, b'{"error":"Not Found"}', {}
    pattern, matched = found
    pairs = parse_qsl(query, keep_blank_values=True)
    try:
        checked = API.check_request(method, path, pattern, pairs, headers, body)
    except Undescribed as error:
        made.undescribed.append(str(error))
        return 400, b'{"error":"Undescribed"}', {}
    token = headers.get("authorization", "").removeprefix("Bearer ")
    reader = made.instance.account_of(token) if token else ""
    limits = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "299",
        "X-RateLimit-Reset": stamp(made.instance.now()),
    }
    try:
        if reader is None:
            raise Refused(401, "The access token was revoked")
        scopes = made.instance.tokens[token].scopes if token else ()
        call = Call(tuple(map(unquote, matched.groups())), pairs, headers, body, reader, scopes)
        told, link = METHODS[method, pattern](made.instance, call)
        status, said, more = 200, json.dumps(told).encode(), {"Link": link} if link else {}
    except Refused as refused:
        status, said, more = refused.status, json.dumps({"error": refused.error}).encode(), refused.headers
    try:
        API.check_answer(checked, status, said)
    except Undescribed as error:
        made.undescribed.append(str(error))
    return status, said, {**limits, **more}


def soon(condition: Any, seconds: float = 5.0) -> bool:
    """Whether the condition comes true in time, looked at without wasting the processor."""
    until = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < until:
        if condition():
            return True
        pause.wait(0.02)
    return False
