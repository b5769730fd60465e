"""What protects the house, tried from outside: headers, cookies, doors, limits, secrets, and where we may be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client, override_settings

from conftest import seat_for
from parvis.connectors.contract import Budget, ConnectorError, Finding, Forbidden, Need, Source
from parvis.connectors.email.connector import CONNECTOR as EMAIL
from parvis.connectors.email.tests.scripted_server import imap_saying
from parvis.connectors.feed.connector import CONNECTOR as FEED
from parvis.connectors.manual.connector import CONNECTOR as MANUAL
from parvis.connectors.testing.website import Reply, Website, website
from parvis.conversations.models import Stream
from parvis.core.messages import Message
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.intake import poll
from parvis.flows.places import import_opml, listen_to, look_at
from parvis.site.events import Hub, stream
from parvis.web.ui import views
from tests.doors import ROUTES, address, filled, operations
from tests.furnished import furnish
from tests.pages import leads_somewhere_safe, read

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHORT = Budget(seconds=5)
SECRET = "Tr4verse-de-nuit!"
OUTSIDE = [
    "/login",
    "/nowhere",
    "/favicon.svg",
    "/manifest.webmanifest",
    "/healthz",
    "/api/v1/openapi.json",
    "/static/x",
]


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


# Headers and pages ---------------------------------------------------------------------------------------------------


def assert_guarded(answer: Any, where: str) -> None:
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert "frame-ancestors 'none'" in policy, where
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    assert answer.headers["X-Frame-Options"] == "DENY", where
    assert answer.headers["Referrer-Policy"] == "same-origin", where


@pytest.mark.any_database
@pytest.mark.django_db
def test_every_answer_carries_the_policy_and_nothing_runs_inline(brand: Brand) -> None:
    things = furnish(brand)
    client = Client(raise_request_exception=False)
    client.force_login(seat_for(brand, Role.OWNER, name="cheffe").account)
    addresses = OUTSIDE + [address(route, brand, things) for route in ROUTES]
    addresses += dict.fromkeys(filled(path, brand, things) for _, path, _, _ in operations())
    for visitor in (client, Client(raise_request_exception=False)):
        for where in addresses:
            for answer in (visitor.get(where), visitor.post(where)):
                assert_guarded(answer, where)
                if answer["Content-Type"].startswith("text/html"):
                    assert read(answer.content).faults == [], where


@pytest.mark.django_db
def test_errors_carry_the_policy_too(owner: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(owner.account)
    assert_guarded(client.post("/logout"), "csrf")
    assert_guarded(client.get("/login", headers={"host": "evil.example"}), "host")
    monkeypatch.setattr(views, "safe_next", lambda _request: 1 / 0)
    broken = Client(raise_request_exception=False).get("/login")
    assert broken.status_code == 500
    assert_guarded(broken, "500")
    assert b"ZeroDivision" not in broken.content
    assert read(broken.content).faults == []


def test_live_events_carry_the_policy_even_when_refused() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def never() -> Any:
        await asyncio.sleep(60)

    scope = {"type": "http", "method": "POST", "headers": [], "path": "/b/nocturne/events"}
    # A thread of its own: Playwright leaves its loop running in this one, whatever the order of the tests.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, stream(Hub(), "nocturne", scope, never, send)).result()
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 405
    assert b"default-src 'none'" in headers[b"content-security-policy"]
    assert headers[b"x-content-type-options"] == b"nosniff"


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused_without_a_word_about_the_house(client: Client) -> None:
    answer = client.get("/login", headers={"host": "evil.example", "accept-language": "fr"})
    assert answer.status_code == 400
    assert b"evil" not in answer.content
    assert b"Parvis" not in answer.content


# Cookies, doors, forms -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client: Client, owner: Seat) -> None:
    owner.account.set_password(SECRET)
    owner.account.save()
    client.get("/login")
    client.post("/login", {"username": owner.account.email, "password": SECRET})
    client.post("/theme", {"theme": "dark"})
    client.post("/language", {"language": "en"})
    assert set(client.cookies) == {"parvis_session", "parvis_csrf", "parvis_theme", "parvis_language"}
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


@pytest.mark.django_db
def test_signing_in_gives_a_new_session_and_a_new_password_ends_the_old_ones(client: Client, owner: Seat) -> None:
    owner.account.set_password(SECRET)
    owner.account.save()
    client.cookies["parvis_session"] = "chosen-by-an-attacker"
    client.post("/login", {"username": owner.account.email, "password": SECRET})
    assert client.cookies["parvis_session"].value != "chosen-by-an-attacker"
    assert client.get("/b/nocturne/inbox/").status_code == 200
    owner.account.set_password("autre-chose-de-long")
    owner.account.save()
    assert client.get("/b/nocturne/inbox/").status_code == 302


@pytest.mark.any_database
@pytest.mark.django_db
def test_no_form_is_taken_without_its_token(brand: Brand) -> None:
    things = furnish(brand)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(seat_for(brand, Role.OWNER, name="cheffe").account)
    taken = [
        where
        for where in ["/logout", "/theme", "/language", "/login", *(address(r, brand, things) for r in ROUTES)]
        if client.post(where).status_code not in (403, 405)
    ]
    assert taken == []


ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "http:evil.example",
    "javascript:alert(1)", "\t//evil.example", "https://testserver@evil.example/", "///evil.example", "data:text/html,x",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("onward", ELSEWHERE)
def test_no_form_sends_a_person_to_another_house(client: Client, owner: Seat, onward: str) -> None:
    client.force_login(owner.account)
    for where in ("/login", "/theme", "/language"):
        answer = client.post(where, {"next": onward, "theme": "dark", "language": "fr"})
        assert answer.headers["Location"] == "/", where
    assert leads_somewhere_safe(client.get("/login", {"next": onward}).headers["Location"])


# Limits --------------------------------------------------------------------------------------------------------------


def try_once(client: Client, name: str, machine: str = "192.0.2.1") -> Any:
    given = {"username": name, "password": "non"}
    return client.post("/login", given, REMOTE_ADDR=machine, headers={"accept-language": "en"})


@pytest.mark.django_db
def test_five_tries_a_minute_then_the_page_says_when_to_come_back(
    client: Client, owner: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "now", lambda: NOON)
    answers = [try_once(client, owner.account.email) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "12"
    assert b"Wait 12 seconds" in answers[-1].content
    assert try_once(client, owner.account.email.upper()).status_code == 429, "capitals are no way round"
    monkeypatch.setattr(views, "now", lambda: NOON + timedelta(seconds=12))
    assert try_once(client, owner.account.email).status_code == 422


@pytest.mark.django_db
def test_one_machine_that_tries_many_accounts_and_many_that_try_one_are_slowed_down(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "now", lambda: NOON)
    assert [try_once(client, f"a{n}@b.example").status_code for n in range(31)].count(429) == 1
    assert [try_once(client, "z@b.example", f"2001:db8::{n:x}").status_code for n in range(101)].count(429) == 1


@pytest.mark.django_db
def test_an_address_without_account_costs_as_much_as_a_wrong_password(
    client: Client, owner: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    real = Argon2PasswordHasher.encode

    def watched(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        worked.append(salt)
        return real(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", watched)
    unknown = try_once(client, "nobody@b.example")
    assert worked, "the time of the answer would tell who has an account"
    known = try_once(client, owner.account.email)
    assert unknown.status_code == known.status_code == 422
    assert unknown.content.count(b"do not go together") == known.content.count(b"do not go together") == 1


@pytest.mark.django_db
@override_settings(LARGEST_UPLOAD=1000)
def test_a_request_that_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.post("/login", {"username": "a" * 2000}, headers={"accept-language": "fr"})
    assert answer.status_code == 413
    assert "trop volumineux" in answer.content.decode() or "too large" in answer.content.decode()
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 2_000_000


# Where we may be sent ------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    """A server on the machine itself, which nobody allowed us to read."""
    monkeypatch.delenv("PARVIS_ALLOW_PRIVATE_HOSTS", raising=False)
    with website() as served:
        served.put("/feed", "<rss><channel><item><guid>1</guid><title>secret</title></item></channel></rss>")
        yield served


INSIDE = [
    "{at}/feed",
    "http://localhost:{port}/feed",
    "http://[::1]:{port}/feed",
    "http://10.0.0.1/",
    "http://2130706433/",
]


@pytest.mark.parametrize("written", INSIDE)
def test_no_way_of_fetching_reaches_the_private_network(inside: Website, written: str) -> None:
    where = written.format(at=inside.address, port=inside.port)
    settings_ = {"imap_host": "127.0.0.1", "imap_port": "993", "imap_security": "tls"}
    ways: dict[str, Callable[[], object]] = {
        "a pasted address": lambda: look_at(where),
        "a feed": lambda: FEED.fetch(Source(where), "", SHORT),
        "a page captured by hand": lambda: MANUAL.probe(where, {}, {}),
        "a mailbox": lambda: EMAIL.fetch(Source("a@b.example", settings_, {"password": "x"}), "", SHORT),
    }
    for name, way in ways.items():
        with pytest.raises(ConnectorError) as refused:
            way()
        assert isinstance(refused.value, Forbidden), (name, refused.value)
    assert inside.requests == []


@pytest.mark.django_db
def test_an_imported_list_of_feeds_opens_no_private_address(owner: Seat, inside: Website) -> None:
    opml = f'<opml version="2.0"><body><outline type="rss" text="x" xmlUrl="{inside.at("/feed")}"/></body></opml>'
    import_opml(owner.brand, opml.encode(), by=owner.account, at=NOON)
    stream_ = Stream.objects.get()
    poll(stream_.pk, NOON)
    stream_.refresh_from_db()
    assert stream_.problem is not None
    assert stream_.problem["kind"] == "Forbidden"
    assert inside.requests == []


def test_a_page_that_announces_a_private_feed_is_not_followed(inside: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    with website() as outer:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", f"127.0.0.1:{outer.port}")
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{there}">'
            for there in (inside.at("/feed"), "http://169.254.169.254/", "file:///etc/passwd")
        )
        outer.put("/", f"<!doctype html><html><head>{links}</head><body><p>Bonjour</p></body></html>", "text/html")
        with pytest.raises(ConnectorError):
            FEED.probe(outer.at("/"), {}, {})
        assert inside.requests == []


def test_a_feed_whose_comments_are_elsewhere_does_not_lead_inside(
    inside: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    with website() as outer:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", f"127.0.0.1:{outer.port}")
        item = (
            f"<item><guid>1</guid><title>x</title><slash:comments>3</slash:comments>"
            f"<wfw:commentRss>{inside.at('/feed')}</wfw:commentRss></item>"
        )
        spaces = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
        outer.put("/feed", f"<rss version='2.0' {spaces}><channel><title>t</title>{item}</channel></rss>")
        page = FEED.fetch(Source(outer.at("/feed")), "", SHORT)
        assert [i.title for i in page.items] == ["x"]
        assert page.notices, "what was not read is told"
        assert inside.requests == []


def test_a_password_follows_no_redirect_to_another_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with website() as there, website() as here:
        there.put("/feed", "<rss version='2.0'><channel><title>t</title></channel></rss>")
        here.pages["/feed"] = Reply(302, b"", {"Location": there.at("/feed")})
        FEED.fetch(Source(here.at("/feed"), {}, {"user": "ana", "password": SECRET}), "", SHORT)
        assert "authorization" in here.requests[0].headers
        assert "authorization" not in there.requests[0].headers


# Secrets -------------------------------------------------------------------------------------------------------------


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [
                " ".join(
                    bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell) for cell in row
                )
                for row in cursor.fetchall()
            ]
    return "\n".join(rows)


@pytest.mark.django_db
def test_a_mailbox_password_is_nowhere_but_sealed(
    owner: Seat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    caplog.set_level("DEBUG")
    finding = Finding(
        "email", "mailbox", "a@b.example", "a@b.example", Message("A mailbox."), {},
        needs=(Need("password", Message("Password"), secret=True),),
    )  # fmt: skip
    with imap_saying("NO [AUTHENTICATIONFAILED] no") as port:
        given = {"password": SECRET, "imap_host": "127.0.0.1", "imap_port": str(port), "imap_security": "none"}
        place, _ = listen_to(owner.brand, finding, given, by=owner.account, at=NOON)
        stream_ = Stream.objects.get(place=place)
        poll(stream_.pk, NOON)
    stored = everything_stored()
    assert "a@b.example" in stored, "the search sees what is stored"
    assert SECRET not in stored
    written = capfd.readouterr()
    assert SECRET not in caplog.text + written.out + written.err
    client = Client(raise_request_exception=False)
    client.force_login(owner.account)
    things = furnish(owner.brand)
    things.ids["place"] = place.pk
    for route in ROUTES:
        shown = client.get(address(route, owner.brand, things))
        assert SECRET.encode() not in shown.getvalue(), route.name


@pytest.mark.django_db
def test_a_sign_in_leaves_no_password_behind(client: Client, owner: Seat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    owner.account.set_password(SECRET)
    owner.account.save()
    client.post("/login", {"username": owner.account.email, "password": SECRET + "x"})
    page = client.post("/login", {"username": "x", "password": SECRET}).content.decode()
    client.post("/login", {"username": owner.account.email, "password": SECRET})
    stored = everything_stored()
    assert owner.account.email in stored
    assert SECRET not in stored + page + caplog.text


def test_what_is_made_for_the_log_hides_secrets() -> None:
    assert SECRET not in repr(Source("a@b.example", {}, {"password": SECRET}))
