"""A proxy on loopback in front of a real server, that breaks the next connections as planned.

with fault_proxy("127.0.0.1", port) as proxy:
    proxy.plan(LostAnswer(), Status(429, "5"))   # the next connection, then the one after; then all is well again
    connect to proxy.port
"""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from parvis.connectors.testing.faults import (
    CutAfter,
    CutAfterBytes,
    CutBefore,
    CutInBody,
    CutInHeaders,
    DeafAfter,
    Delay,
    Fault,
    HttpFault,
    LostAnswer,
    Pass,
    Repeat,
    Slow,
    Status,
    TcpFault,
)

CHUNK = 65536


@dataclass
class Proxy:
    """`seen`: the fault given to each connection, in order. `usual`: what happens when nothing is planned."""

    upstream: tuple[str, int]
    port: int = 0
    usual: Fault = field(default_factory=Pass)
    planned: deque[Fault] = field(default_factory=deque)
    seen: list[Fault] = field(default_factory=list)
    answers: dict[bytes, bytes] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def plan(self, *faults: Fault) -> None:
        self.planned.extend(faults)

    def heal(self) -> None:
        """Forget what is planned; everything passes from now on."""
        self.planned.clear()
        self.usual = Pass()


@contextmanager
def fault_proxy(host: str, port: int) -> Iterator[Proxy]:
    """A proxy on a free port, gone at the end of the block."""
    proxy = Proxy((host, port))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        proxy.port = server.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(server, proxy), daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.closing.set()
            thread.join(2)


def _accept(server: socket.socket, proxy: Proxy) -> None:
    while not proxy.closing.is_set():
        try:
            client, _ = server.accept()
        except TimeoutError:
            continue
        except OSError:
            return
        fault = proxy.planned.popleft() if proxy.planned else proxy.usual
        proxy.seen.append(fault)
        threading.Thread(target=_serve, args=(client, fault, proxy), daemon=True).start()


def _serve(client: socket.socket, fault: Fault, proxy: Proxy) -> None:
    with client, suppress(OSError):
        client.settimeout(30)
        if isinstance(fault, Pass | Delay | CutAfterBytes | CutAfter | DeafAfter):
            _tunnel(client, fault, proxy)
        else:
            _http(client, fault, proxy)


def _http(client: socket.socket, fault: HttpFault, proxy: Proxy) -> None:
    request = _read_request(client)
    if isinstance(fault, CutBefore):
        return
    if isinstance(fault, Status):
        client.sendall(_status(fault))
        return
    key = request.split(b" HTTP/", 1)[0]
    if isinstance(fault, Repeat) and key in proxy.answers:
        client.sendall(proxy.answers[key])
        return
    answer = _ask(request, proxy)
    match fault:
        case LostAnswer(hold):
            proxy.closing.wait(hold)
        case CutInHeaders():
            client.sendall(answer[:7])
        case CutInBody():
            head, _, body = answer.partition(b"\r\n\r\n")
            client.sendall(head + b"\r\n\r\n" + body[: len(body) // 2])
        case Slow(pause):
            for place in range(len(answer)):
                client.sendall(answer[place : place + 1])
                if proxy.closing.wait(pause):
                    return
        case _:
            client.sendall(answer)


def _read_request(client: socket.socket) -> bytes:
    """One whole request with its body, marked as the last of its connection so that its answer ends where the line does."""
    data = b""
    while b"\r\n\r\n" not in data and (piece := client.recv(CHUNK)):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length and (piece := client.recv(CHUNK)):
        body += piece
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _ask(request: bytes, proxy: Proxy) -> bytes:
    with socket.create_connection(proxy.upstream, 10) as upstream:
        upstream.sendall(request)
        answer = b""
        while piece := upstream.recv(CHUNK):
            answer += piece
    proxy.answers[request.split(b" HTTP/", 1)[0]] = answer
    return answer


def _status(fault: Status) -> bytes:
    retry = f"Retry-After: {fault.retry_after}\r\n" if fault.retry_after else ""
    head = (
        f"HTTP/1.1 {fault.code} Planned\r\nContent-Type: {fault.content_type}\r\n{retry}"
        f"Content-Length: {len(fault.body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + fault.body


def _tunnel(client: socket.socket, fault: TcpFault, proxy: Proxy) -> None:
    """Bytes both ways, watched. What the client says is read here, what the server says in a thread of its own."""
    deaf = threading.Event()
    with socket.create_connection(proxy.upstream, 10) as upstream:
        upstream.settimeout(30)
        delay = fault.seconds if isinstance(fault, Delay) else 0.0
        threading.Thread(target=_back, args=(upstream, client, delay, deaf, proxy), daemon=True).start()
        said = b""
        while piece := client.recv(CHUNK):
            said += piece
            match fault:
                case CutAfterBytes(count) if len(said) >= count:
                    upstream.sendall(piece[: len(piece) - (len(said) - count)])
                    return _cut(client, upstream)
                case CutAfter(marker, delivered) if marker in said:
                    if delivered:
                        upstream.sendall(piece)
                        time.sleep(0.2)  # the server must have read it before the line goes
                    return _cut(client, upstream)
                case DeafAfter(marker, hold) if marker in said:
                    deaf.set()
                    upstream.sendall(piece)
                    proxy.closing.wait(hold)
                    return _cut(client, upstream)
            upstream.sendall(piece)
        with suppress(OSError):
            upstream.shutdown(socket.SHUT_WR)
        proxy.closing.wait(0.05)
    return None


def _back(upstream: socket.socket, client: socket.socket, delay: float, deaf: threading.Event, proxy: Proxy) -> None:
    with suppress(OSError):
        while piece := upstream.recv(CHUNK):
            if delay and proxy.closing.wait(delay):
                return
            if not deaf.is_set():
                client.sendall(piece)
        client.shutdown(socket.SHUT_WR)


def _cut(*lines: socket.socket) -> None:
    for line in lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
