"""A page goes to a thread once and comes back whole; what is written while it is sent leaves piece by piece."""

import asyncio

import pytest

from parvis.site.threads import WHOLE, Threads


class Streamed(list[bytes]):
    streaming = True
    closed = False

    def close(self):
        self.closed = True


def ask(app, *messages, headers=()):
    """(what was sent, its body) when `app` is asked and these `messages` come."""
    sent, coming = [], list(messages)

    async def send(message):
        sent.append(message)

    async def receive():
        return coming.pop(0)

    scope = {
        "type": "http", "method": "POST", "path": "/a/é", "query_string": b"q=1", "http_version": "1.1",
        "headers": list(headers),
    }  # fmt: skip
    asyncio.run(Threads(app, 1)(scope, receive, send))
    return sent, b"".join(message.get("body", b"") for message in sent)


def echo(environ, starts):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    starts("200 OK", [("X-Name", "Zoé"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [environ["PATH_INFO"].encode("latin-1"), b" ", environ["wsgi.input"].read(length)]


def test_a_page_is_one_start_and_one_body():
    sent, body = ask(echo)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert (sent[0]["status"], body) == (200, "/a/é ".encode())
    assert sent[0]["headers"] == [
        (b"x-name", "Zoé".encode("latin-1")),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
    ]


@pytest.mark.parametrize("length", [1, WHOLE, WHOLE + 1, 3 * WHOLE])
def test_what_a_request_brings_is_read_whatever_its_length(length):
    said = bytes(range(256)) * (length // 256 + 1)
    pieces = [said[n : min(n + 50_000, length)] for n in range(0, length, 50_000)]
    messages = [
        {"type": "http.request", "body": piece, "more_body": n < len(pieces) - 1} for n, piece in enumerate(pieces)
    ]
    _sent, body = ask(echo, *messages, headers=[(b"content-length", str(length).encode())])
    assert body.removeprefix("/a/é ".encode()) == said[:length]


def test_nothing_is_answered_to_who_left_before_all_was_said():
    gone = {"type": "http.disconnect"}
    assert ask(echo, gone, headers=[(b"content-length", b"5")])[0] == []


def test_a_table_leaves_piece_by_piece_and_is_closed():
    table = Streamed([b"a;b\n", b"1;2\n"])

    def app(_environ, starts):
        starts("200 OK", [])
        return table

    sent, body = ask(app)
    assert body == b"a;b\n1;2\n"
    assert [message.get("more_body", False) for message in sent] == [False, True, True, False]
    assert table.closed


def test_what_breaks_reaches_the_server():
    def app(_environ, _starts):
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        ask(app)
