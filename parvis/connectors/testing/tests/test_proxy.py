"""The proxy breaks what it says it breaks: a test that relies on it would otherwise prove nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from parvis.connectors.testing.faults import (
    CutAfter,
    CutAfterBytes,
    CutBefore,
    DeafAfter,
    Delay,
    LostAnswer,
    Repeat,
    Status,
)
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.website import Reply, website


@contextmanager
def shouting() -> Iterator[tuple[int, list[bytes]]]:
    """A server of lines that answers each in capitals, and what it heard."""
    heard: list[bytes] = []

    def serve(server: socket.socket) -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line:
                while data := line.recv(1000):
                    heard.append(data)
                    line.sendall(data.upper())

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1], heard


def call(port: int, *lines: bytes, wait: float = 2) -> list[bytes]:
    """What comes back for each line; b"" when the line is cut, b"?" when nothing comes."""
    answers = []
    with socket.create_connection(("127.0.0.1", port), 2) as client:
        client.settimeout(wait)
        for line in lines:
            try:
                client.sendall(line)
                answers.append(client.recv(1000))
            except TimeoutError:
                answers.append(b"?")
            except OSError:
                answers.append(b"")
    return answers


def get(port: int, path: bytes = b"/") -> bytes:
    with socket.create_connection(("127.0.0.1", port), 2) as client:
        client.settimeout(1)
        client.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        data = b""
        try:
            while piece := client.recv(1000):
                data += piece
        except OSError:
            return b"?"
    return data


def test_lines_pass_both_ways() -> None:
    with shouting() as (port, heard), fault_proxy("127.0.0.1", port) as proxy:
        assert call(proxy.port, b"ehlo\r\n", b"quit\r\n") == [b"EHLO\r\n", b"QUIT\r\n"]
        assert heard == [b"ehlo\r\n", b"quit\r\n"]


def test_a_line_is_cut_after_so_many_bytes() -> None:
    with shouting() as (port, heard), fault_proxy("127.0.0.1", port) as proxy:
        proxy.plan(CutAfterBytes(8))
        assert call(proxy.port, b"ehlo\r\n", b"data\r\n", b"quit\r\n")[0] == b"EHLO\r\n"
        time.sleep(0.1)
        assert b"".join(heard) == b"ehlo\r\nda"


@pytest.mark.parametrize(("delivered", "heard_in_the_end"), [(True, b"ehlo\r\n.\r\n"), (False, b"ehlo\r\n")])
def test_a_line_is_cut_at_a_marker_before_or_after_the_server_heard_it(
    delivered: bool, heard_in_the_end: bytes
) -> None:
    with shouting() as (port, heard), fault_proxy("127.0.0.1", port) as proxy:
        proxy.plan(CutAfter(b"\r\n.\r\n", delivered))
        call(proxy.port, b"ehlo\r\n", b".\r\n")
        time.sleep(0.3)
        assert b"".join(heard) == heard_in_the_end


def test_the_answer_to_a_marker_is_lost_though_the_server_heard_it() -> None:
    with shouting() as (port, heard), fault_proxy("127.0.0.1", port) as proxy:
        proxy.plan(DeafAfter(b".\r\n", hold=1))
        assert call(proxy.port, b"ehlo\r\n", b".\r\n", wait=0.4) == [b"EHLO\r\n", b"?"]
        assert b"".join(heard) == b"ehlo\r\n.\r\n"


def test_answers_come_late() -> None:
    with shouting() as (port, _), fault_proxy("127.0.0.1", port) as proxy:
        proxy.plan(Delay(0.3))
        started = time.monotonic()
        assert call(proxy.port, b"ehlo\r\n") == [b"EHLO\r\n"]
        assert time.monotonic() - started >= 0.3


def test_web_faults_are_given_in_the_order_planned() -> None:
    with website() as site, fault_proxy(site.host, site.port) as proxy:
        site.pages["/"] = Reply(200, b"hello")
        proxy.plan(Status(429, "7"), CutBefore(), LostAnswer(0.2))
        assert b"429" in (refused := get(proxy.port))
        assert b"Retry-After: 7" in refused
        assert get(proxy.port) in (b"", b"?")
        assert site.requests == []
        assert get(proxy.port) in (b"", b"?")
        assert len(site.requests) == 1
        assert get(proxy.port).endswith(b"hello")


def test_an_answer_is_repeated_without_asking_the_server() -> None:
    with website() as site, fault_proxy(site.host, site.port) as proxy:
        site.pages["/"] = Reply(200, b"first")
        proxy.plan(Repeat(), Repeat())
        get(proxy.port)
        site.pages["/"] = Reply(200, b"second")
        assert get(proxy.port).endswith(b"first")
        assert get(proxy.port).endswith(b"second")
