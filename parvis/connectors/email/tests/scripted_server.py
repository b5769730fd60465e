"""A server that says what a script tells it to, whatever it hears."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

ANSWERS = {
    "": "220 mx ESMTP",
    "EHLO": "250-mx\r\n250 AUTH PLAIN",
    "AUTH": "235 in",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go",
    ".": "250 taken",
    "QUIT": "221 bye",
}
"""A well-behaved SMTP server by the first word it hears; "" is its greeting, "." the end of the mail."""


@contextmanager
def smtp_saying(changed: Mapping[str, str | None]) -> Iterator[int]:
    """An SMTP server on a port of 127.0.0.1 whose `changed` answers replace the good ones; None = says nothing more."""
    with _listening(lambda line: _smtp(line, {**ANSWERS, **changed})) as port:
        yield port


@contextmanager
def greeting(text: str) -> Iterator[int]:
    """A server that sends `text` ("" = nothing) and then listens in silence."""

    def answer(line: socket.socket) -> None:
        line.sendall(text.encode())
        while line.recv(4096):
            pass

    with _listening(answer) as port:
        yield port


@contextmanager
def imap_saying(login: str) -> Iterator[int]:
    """An IMAP server that answers `login` to the password ("NO [LIMIT] …") and OK to all else."""

    def answer(line: socket.socket) -> None:
        line.sendall(b"* OK IMAP4rev1 ready\r\n")
        for heard in line.makefile("rb"):
            tag, command = heard.decode().split()[:2]
            told = "* CAPABILITY IMAP4rev1\r\n" if command == "CAPABILITY" else ""
            line.sendall(f"{told}{tag} {login if command == 'LOGIN' else 'OK done'}\r\n".encode())

    with _listening(answer) as port:
        yield port


@contextmanager
def dripping(text: str) -> Iterator[int]:
    """A server that says `text` a byte at a time, five a second, over and over."""

    def answer(line: socket.socket) -> None:
        while True:
            for byte in text.encode():
                line.sendall(bytes([byte]))
                time.sleep(0.2)

    with _listening(answer) as port:
        yield port


@contextmanager
def _listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                    with line:
                        answer(line)
                except OSError:
                    if listener.fileno() == -1:
                        return

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def _smtp(line: socket.socket, answers: Mapping[str, str | None]) -> None:
    heard, in_mail = line.makefile("rb"), False
    word = ""
    while True:
        if not in_mail or word == ".":
            said = answers.get(word, "250 ok")
            if said is None:
                heard.read()
                return
            line.sendall(said.encode() + b"\r\n")
            in_mail = word == "DATA" and said.startswith("354")
        spoken = heard.readline()
        if not spoken:
            return
        text = spoken.decode().strip()
        word = text if in_mail else text.partition(" ")[0].upper()
