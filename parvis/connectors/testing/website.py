"""A web server on loopback that says what a test wants said, badly if need be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` may be an iterable: each piece is sent by itself, `pause` seconds apart, with no length announced."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0


@dataclass
class Website:
    """`pages`: path → Reply, or a function of the Request; `otherwise` answers for the rest. `requests`: in order."""

    address: str
    host: str
    port: int
    pages: dict[str, Reply | Callable[[Request], Reply]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    otherwise: Callable[[Request], Reply] | None = None

    def at(self, path: str) -> str:
        return self.address + path

    def put(self, path: str, body: bytes | str, content_type: str = "application/xml", **headers: str) -> str:
        """Serve `body` at `path`; the full address."""
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Reply(200, raw, {"Content-Type": content_type, **named})
        return self.at(path)


@contextmanager
def website() -> Iterator[Website]:
    """A site on a free port of 127.0.0.1, gone at the end of the block."""
    site = Website("", "127.0.0.1", 0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.port = int(server.server_address[1])
    site.address = f"http://127.0.0.1:{site.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def _handler(site: Website) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            site.requests.append(request)
            page = site.pages.get(self.path, site.otherwise or Reply(404, b"nothing here"))
            reply = page(request) if callable(page) else page
            try:
                self._send(reply)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client had enough, which is what some tests want

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if isinstance(reply.body, bytes):
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
                return
            self.end_headers()
            for piece in reply.body:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(reply.pause)

        def log_message(self, *_: Any) -> None:
            return

    return Handler
