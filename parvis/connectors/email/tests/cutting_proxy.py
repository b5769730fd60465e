"""A TCP proxy that cuts the line at a chosen moment of the conversation."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FINAL_DOT = b"\r\n.\r\n"


@dataclass
class CuttingProxy:
    """`cut`: "" never, "before the dot" (the server does not see it), "after the dot" (it does, we lose its answer),
    "reply 354" when the server answers 354, and so on.

    `lines`: open connections, for `hang_up`.
    """

    target: int
    cut: str = ""
    port: int = 0
    lines: list[socket.socket] = field(default_factory=list)

    def hang_up(self) -> None:
        while self.lines:
            close(self.lines.pop())

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target), 5)
            except OSError:
                return
            server.settimeout(None)
            self.lines += [client, server]
            dotted = threading.Event()
            threading.Thread(target=self.upstream, args=(client, server, dotted), daemon=True).start()
            threading.Thread(target=self.downstream, args=(client, server, dotted), daemon=True).start()

    def upstream(self, client: socket.socket, server: socket.socket, dotted: threading.Event) -> None:
        tail = b""
        try:
            while data := client.recv(65536):
                tail = (tail + data)[-8:]
                if tail.endswith(FINAL_DOT):
                    dotted.set()
                    if self.cut == "before the dot":
                        break
                server.sendall(data)
        except OSError:
            pass
        close(client)
        close(server)

    def downstream(self, client: socket.socket, server: socket.socket, dotted: threading.Event) -> None:
        try:
            while data := server.recv(65536):
                awaited = self.cut.partition("reply ")[2].encode()
                if (dotted.is_set() and self.cut == "after the dot") or (awaited and data.startswith(awaited)):
                    break
                client.sendall(data)
        except OSError:
            pass
        close(client)
        close(server)


def close(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    line.close()


@contextmanager
def cutting(target: int, cut: str = "") -> Iterator[CuttingProxy]:
    """A proxy to a port of 127.0.0.1, on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = CuttingProxy(target, cut, listener.getsockname()[1])
        threading.Thread(target=proxy.serve, args=(listener,), daemon=True).start()
        yield proxy
        proxy.hang_up()
