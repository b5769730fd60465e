"""Where one is signed in: told in words, ended one by one or all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from parvis.core import sessions
from parvis.core.models import Seat, Session
from parvis.core.sessions import coarse, ref_of, sessions_of
from parvis.web.porch.devices import device_words
from parvis.web.porch.tests.scene import PASSWORD, with_password

SECURITY = "/b/nocturne/account/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
    "Mobile/15E148 Safari/604.1"
)


def come_in(seat: Seat, agent: str, address: str = "192.0.2.77") -> Client:
    client = Client(headers={"user-agent": agent, "accept-language": "en"}, REMOTE_ADDR=address)
    assert client.post("/login", {"username": seat.account.email, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def here(ines: Seat) -> Client:
    with_password(ines.account)
    return come_in(ines, FIREFOX)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox · Linux"),
        (IPHONE, "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_an_address_is_kept_coarse() -> None:
    assert coarse("192.0.2.77") == "192.0.2.0/24"
    assert coarse("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert coarse("") == coarse("unix:") == ""


def test_each_device_is_listed_and_its_key_stands_in_no_page(here: Client, ines: Seat) -> None:
    come_in(ines, IPHONE)
    page = here.get(SECURITY).content.decode()
    assert "Firefox · Linux" in page
    assert "Safari · iPhone" in page
    assert "192.0.2.0/24" in page
    assert "192.0.2.77" not in page
    assert all(one.session_key not in page for one in Session.objects.all())


def test_one_device_is_signed_out(here: Client, ines: Seat) -> None:
    phone = come_in(ines, IPHONE)
    ref = ref_of(phone.session.session_key)
    assert here.post(f"/b/nocturne/account/sessions/{ref}/end").status_code == 302
    assert phone.get("/b/nocturne/inbox/").status_code == 302
    assert here.get("/b/nocturne/inbox/").status_code == 200
    assert here.post(f"/b/nocturne/account/sessions/{ref}/end").status_code == 404


def test_all_others_are_signed_out(here: Client, ines: Seat) -> None:
    others = [come_in(ines, IPHONE) for _ in range(3)]
    here.post("/b/nocturne/account/sessions/end")
    assert {one.get("/b/nocturne/inbox/").status_code for one in others} == {302}
    assert here.get("/b/nocturne/inbox/").status_code == 200


def test_a_new_password_ends_the_others(here: Client, ines: Seat) -> None:
    come_in(ines, IPHONE)
    said = {"old": PASSWORD, "new": "autre-chose-de-long", "again": "autre-chose-de-long"}
    assert here.post("/b/nocturne/account/password", said).status_code == 302
    assert here.get("/b/nocturne/inbox/").status_code == 200
    assert len(sessions_of(ines.account, datetime.now(UTC))) == 1


def test_another_accounts_session_cannot_be_ended(here: Client, ines: Seat, other_brand: object) -> None:
    stranger = Session.objects.create(
        session_key="theirs", session_data="", expire_date=datetime(2100, 1, 1, tzinfo=UTC)
    )
    assert here.post(f"/b/nocturne/account/sessions/{ref_of(stranger.session_key)}/end").status_code == 404
    assert Session.objects.filter(pk="theirs").exists()


def test_last_seen_is_written_every_few_minutes_only(noon: datetime) -> None:
    held: dict[str, str] = {sessions.SEEN: noon.isoformat()}
    sessions.seen(held, noon + timedelta(minutes=4))
    assert held[sessions.SEEN] == noon.isoformat()
    sessions.seen(held, noon + timedelta(minutes=5))
    assert held[sessions.SEEN] != noon.isoformat()


@pytest.mark.django_db
def test_sessions_that_have_run_out_are_forgotten(noon: datetime) -> None:
    for n, late in enumerate((-1, 1)):
        Session.objects.create(session_key=str(n), session_data="", expire_date=noon + timedelta(days=late))
    assert sessions.forget(at=noon) == 1
