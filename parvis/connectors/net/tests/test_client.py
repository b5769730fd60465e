"""The web client against a web that does not mean well."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any

import httpx
import pytest

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.connectors.net import Reach, Web
from parvis.connectors.net.sockets import Deadline, resolve
from parvis.connectors.testing.website import Reply, Website, website

LOCAL = Reach.allowing("127.0.0.1")


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


@pytest.fixture
def web() -> Web:
    return Web(LOCAL, seconds=5)


def test_a_page_is_read(site: Website, web: Web) -> None:
    answer = web.get(site.put("/a", "<p>é</p>", "text/HTML; charset=utf-8"))
    assert (answer.status, answer.body, answer.content_type) == (200, "<p>é</p>".encode(), "text/html")
    assert "Parvis" in site.requests[0].headers["user-agent"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0x7f000001/",
        "http://2130706433/", "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://169.254.169.254/latest",
        "http://[64:ff9b::7f00:1]/", "http://[fd00::1]/", "http://①②⑦.0.0.1/",
    ],
)  # fmt: skip
def test_no_way_of_writing_a_private_address_gets_through(address: str) -> None:
    with pytest.raises(ConnectorError) as refused:
        Web(seconds=3).get(address)
    assert isinstance(refused.value, Forbidden | Rejected)


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/", "file:///etc/passwd", "example", "", "http://", "https://a b/", "http://" + "a" * 5000],
)
def test_what_is_no_web_address_is_said_to_be_none(address: str, web: Web) -> None:
    with pytest.raises(Rejected) as refused:
        web.get(address)
    assert refused.value.field == "address"
    assert refused.value.mend


def test_a_password_in_the_address_is_refused(web: Web) -> None:
    with pytest.raises(Rejected, match="password"):
        web.get("https://me:secret@example.org/")


def test_a_redirect_into_the_private_network_is_refused(site: Website) -> None:
    site.pages["/a"] = Reply(302, headers={"Location": "http://localhost:80/secret"})
    with pytest.raises(Forbidden, match="localhost"):
        Web(LOCAL, seconds=3).get(site.at("/a"))


def test_a_redirect_to_another_port_or_scheme_is_refused(site: Website, web: Web) -> None:
    site.pages["/a"] = Reply(302, headers={"Location": "http://example.org:6379/"})
    site.pages["/b"] = Reply(302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(Forbidden, match="6379"):
        web.get(site.at("/a"))
    with pytest.raises(Rejected):
        web.get(site.at("/b"))


def test_the_address_that_was_checked_is_the_one_called(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    called = []

    def fake(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> None:
        called.append(address[0])
        raise OSError("no way out of the tests")

    monkeypatch.setattr(socket, "getaddrinfo", fake)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Transient):
        Web(seconds=3).get("http://rebinding.example/")
    assert called == ["93.184.216.34"]


def test_redirect_loops_and_endless_redirects_end(site: Website, web: Web) -> None:
    site.pages["/a"] = Reply(302, headers={"Location": "/b"})
    site.pages["/b"] = Reply(302, headers={"Location": "/a"})
    for n in range(10):
        site.pages[f"/{n}"] = Reply(302, headers={"Location": f"/{n + 1}"})
    with pytest.raises(Rejected, match="circles"):
        web.get(site.at("/a"))
    with pytest.raises(Rejected, match="circles"):
        web.get(site.at("/0"))
    assert len(site.requests) == 2 + 6


def test_only_a_wholly_permanent_way_is_a_move(site: Website, web: Web) -> None:
    site.put("/end", "x")
    site.pages["/moved"] = Reply(301, headers={"Location": "/end"})
    site.pages["/for-now"] = Reply(302, headers={"Location": "/end"})
    site.pages["/mixed"] = Reply(308, headers={"Location": "/for-now"})
    assert web.get(site.at("/moved")).moved_to == site.at("/end")
    assert web.get(site.at("/for-now")).moved_to == ""
    assert web.get(site.at("/mixed")).moved_to == site.at("/for-now")


def test_a_password_is_not_carried_to_another_site(site: Website) -> None:
    with website() as other:
        other.put("/b", "x")
        site.pages["/a"] = Reply(302, headers={"Location": other.at("/b")})
        Web(LOCAL).get(site.at("/a"), {"Authorization": "Basic xyz", "X-Other": "1"})
        assert site.requests[0].headers["authorization"] == "Basic xyz"
        assert "authorization" not in other.requests[0].headers
        assert other.requests[0].headers["x-other"] == "1"


def test_a_body_that_trickles_is_given_up_in_time(site: Website) -> None:
    site.pages["/slow"] = Reply(200, repeat(b"x"), pause=0.05)
    started = time.monotonic()
    with pytest.raises(Transient, match="slow") as late:
        Web(LOCAL, seconds=0.6).get(site.at("/slow"))
    assert time.monotonic() - started < 2
    assert late.value.reached


def test_headers_that_trickle_are_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        started = time.monotonic()
        with pytest.raises(Transient, match="slow"):
            Web(LOCAL, seconds=0.5).get(f"http://127.0.0.1:{port}/")
        assert time.monotonic() - started < 2


def test_a_large_body_is_stopped_at_the_bound(site: Website) -> None:
    site.pages["/big"] = Reply(200, repeat(b"x" * 65536))
    with pytest.raises(Rejected, match="larger than 1 MB"):
        Web(LOCAL, size=1_000_000).get(site.at("/big"))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate"])
def test_a_compressed_bomb_is_stopped_at_the_bound(site: Website, coding: str) -> None:
    zeros = b"\0" * 200_000_000
    packed = {
        "gzip": lambda: gzip.compress(zeros, 1),
        "deflate": lambda: zlib.compress(zeros, 1),
        "raw deflate": lambda: zlib.compress(zeros, 1)[2:-4],
    }[coding]()
    site.pages["/bomb"] = Reply(200, packed, {"Content-Encoding": coding.split()[-1]})
    with pytest.raises(Rejected, match="larger than 20 MB"):
        Web(LOCAL).get(site.at("/bomb"))


def test_compressed_bodies_are_read_whole(site: Website, web: Web) -> None:
    text = bytes(range(256)) * 3000
    site.pages["/gzip"] = Reply(
        200, gzip.compress(text[:1000]) + gzip.compress(text[1000:]), {"Content-Encoding": "gzip"}
    )
    site.pages["/deflate"] = Reply(200, zlib.compress(text), {"Content-Encoding": "deflate"})
    site.pages["/raw"] = Reply(200, zlib.compress(text)[2:-4], {"Content-Encoding": "deflate"})
    assert [web.get(site.at(path)).body == text for path in ("/gzip", "/deflate", "/raw")] == [True] * 3


def test_a_cut_or_damaged_compressed_body_is_a_passing_trouble(site: Website, web: Web) -> None:
    packed = gzip.compress(bytes(range(256)) * 999)
    site.pages["/cut"] = Reply(200, packed[:-20], {"Content-Encoding": "gzip"})
    site.pages["/damaged"] = Reply(200, packed[:40] + b"\xff" * 40, {"Content-Encoding": "gzip"})
    site.pages["/brotli"] = Reply(200, b"x", {"Content-Encoding": "br"})
    with pytest.raises(Transient, match="cut off"):
        web.get(site.at("/cut"))
    with pytest.raises(Transient, match="damaged"):
        web.get(site.at("/damaged"))
    with pytest.raises(Rejected, match="br"):
        web.get(site.at("/brotli"))


def test_a_cut_connection_is_a_passing_trouble(site: Website, web: Web) -> None:
    site.pages["/cut"] = Reply(200, [b"half"], {"Content-Length": "100"})
    with pytest.raises(Transient, match="broke off"):
        web.get(site.at("/cut"))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AuthExpired),
        (403, Forbidden),
        (404, Rejected),
        (410, Gone),
        (429, RateLimited),
        (500, Transient),
        (503, Transient),
        (418, Rejected),
        (300, Rejected),
    ],
)
def test_each_refusal_has_its_error_and_its_mend(
    site: Website, web: Web, status: int, error: type[ConnectorError]
) -> None:
    site.pages["/x"] = Reply(status)
    with pytest.raises(ConnectorError) as refused:
        web.get(site.at("/x"))
    assert type(refused.value) is error
    assert "127.0.0.1" in str(refused.value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("1", 30), ("99999999999", 86400), ("Fri, 31 Dec 2100 23:59:59 GMT", 86400), ("soon", 900)],
)
def test_a_server_that_asks_for_patience_gets_it_within_bounds(
    site: Website, web: Web, value: str, seconds: int
) -> None:
    site.pages["/x"] = Reply(429, headers={"Retry-After": value})
    with pytest.raises(RateLimited) as refused:
        web.get(site.at("/x"))
    assert abs(refused.value.until - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=5)


def test_an_overloaded_server_that_names_a_time_is_obeyed(site: Website, web: Web) -> None:
    site.pages["/x"] = Reply(503, headers={"Retry-After": "60"})
    site.pages["/y"] = Reply(403, headers={"X-RateLimit-Remaining": "0"})
    for path in ("/x", "/y"):
        with pytest.raises(RateLimited):
            web.get(site.at(path))


def test_nobody_at_home_means_the_request_was_not_sent(web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Transient, match="refuses the connection") as refused:
        web.get(f"http://127.0.0.1:{port}/")
    assert not refused.value.reached


def test_a_name_that_does_not_exist_says_so(web: Web) -> None:
    with pytest.raises(Transient, match=r"nowhere\.invalid") as refused:
        web.get("http://nowhere.invalid/")
    assert "spelling" in str(refused.value.mend)
    assert not refused.value.reached


def test_a_server_without_a_certificate_is_not_believed(site: Website, web: Web) -> None:
    with pytest.raises(Transient, match="certificate") as refused:
        web.get(site.address.replace("http:", "https:") + "/")
    assert not refused.value.reached


def test_a_slow_resolver_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1))
    with pytest.raises(Exception, match="resolving"):
        resolve("example.org", 80, Deadline.within(0.1))


def test_conditions_are_sent_and_an_unchanged_page_has_no_body(site: Website, web: Web) -> None:
    site.pages["/x"] = lambda request: Reply(304 if request.headers.get("if-none-match") == '"1"' else 200, b"")
    assert web.get(site.at("/x"), {"If-None-Match": '"1"'}).unchanged


def test_a_post_is_sent_once_and_never_redirected(site: Website, web: Web) -> None:
    site.pages["/ok"] = Reply(201, b"made")
    site.pages["/moved"] = Reply(307, headers={"Location": "/ok"})
    assert web.post(site.at("/ok"), b"hello").status == 201
    assert site.requests[0].body == b"hello"
    with pytest.raises(Rejected, match="moved"):
        web.post(site.at("/moved"), b"hello")
    assert len(site.requests) == 2


def test_no_proxy_of_the_environment_is_used(site: Website, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert web.get(site.put("/a", "x")).body == b"x"


def test_the_guard_still_sits_where_httpx_looks() -> None:
    """httpx offers no public place for a network backend: a new version that moves it must fail here, not open a hole."""
    assert "_pool" in vars(httpx.HTTPTransport())
