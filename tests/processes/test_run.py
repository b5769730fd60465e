"""`parvis run`, as a person starts it."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.processes.house import House, until
from tests.processes.served import Site, running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # django_db: runs again on PostgreSQL
SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from parvis.core.models import Account, Seat
account = Account.objects.get()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.create()
answer = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
"""


@pytest.fixture(scope="module")
def site(_house: House) -> Iterator[Site]:
    """One for the tests that leave it running."""
    with running(_house) as site:
        yield site


def test_the_first_start_founds_a_house_and_the_second_keeps_it(tmp_path: Path, house: House) -> None:
    fresh = House(tmp_path, "") if not house.env["PARVIS_DATABASE"] else house
    with running(fresh, "--no-jobs") as site:
        first = site.said
        assert site.interrupt() < 3
        assert site.process.returncode == 0
    with running(fresh, "--no-jobs") as site:
        second = site.said
    if fresh is not house:
        assert "owner@parvis.localhost" in first
    assert "password" not in second, "told once only"
    assert fresh.ask("answer = t.Brand.objects.count()") == 1


def test_health_tells_how_the_jobs_stand_and_nothing_else(site: Site, house: House) -> None:
    answer = site.get("/healthz")
    told = json.loads(answer.read())
    assert answer.status == 200
    assert told["database"] == "ok"
    assert set(told["jobs"]) == {"waiting", "running", "failed", "last_at"}


def test_an_event_published_by_a_job_reaches_an_open_page(house: House) -> None:
    with running(house) as site:
        _hears_and_stops(site, house)


def _hears_and_stops(site: Site, house: House) -> None:
    cookie = house.ask(SESSION)
    page = site.get("/b/parvis/events", Cookie=cookie)
    assert page.status == 200
    assert page.getheader("content-type") == "text/event-stream; charset=utf-8"
    house.ask("from parvis.core.jobs import enqueue\nenqueue(t.effect, ref='case:42', seconds=0)")
    assert next_event(page) == ("effect", "case:42")
    until(lambda: json.loads(site.get("/healthz").read())["jobs"]["last_at"])
    assert site.interrupt() < 3, "an open stream does not hold up the stop"
    assert site.process.returncode == 0


def test_a_page_that_comes_back_is_told_what_it_missed(site: Site, house: House) -> None:
    cookie = house.ask(SESSION)
    last = house.ask(
        "from parvis.core import events, clock\nbrand = t.Brand.objects.get().pk\n"
        "events.publish(brand, 'case', 'case:1', clock.now())\n"
        "answer = t.Event.objects.latest('pk').pk\n"
        "events.publish(brand, 'case', 'case:2', clock.now())"
    )
    page = site.get("/b/parvis/events", Cookie=cookie, **{"Last-Event-ID": str(last)})
    assert next_event(page) == ("case", "case:2")


@pytest.mark.parametrize(
    ("path", "signed_in", "status"),
    [("/b/parvis/events", False, 401), ("/b/elsewhere/events", True, 404), ("/b/elsewhere/events", False, 401)],
)
def test_nobody_hears_a_brand_without_a_seat_there(
    site: Site, house: House, path: str, signed_in: bool, status: int
) -> None:
    cookie = house.ask(SESSION) if signed_in else "parvis_session=invented"
    assert site.get(path, Cookie=cookie).status == status


def test_a_taken_port_is_said_with_one_that_is_free(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = house.command("run", "--port", str(port))
    assert ran.returncode == 1
    assert f"Port {port} is in use by another program. Try: parvis run --port " in ran.stderr


def test_two_sites_do_not_share_a_port_by_accident(site: Site, house: House) -> None:
    ran = house.command("run", "--port", str(site.port))
    assert ran.returncode == 1
    assert "in use" in ran.stderr


def next_event(page: http.client.HTTPResponse) -> tuple[str, str]:
    topic = ""
    while True:
        line = page.readline().decode().rstrip("\n")
        if line.startswith("event: "):
            topic = line.removeprefix("event: ")
        if line.startswith("data: "):
            return topic, line.removeprefix("data: ")


def test_somebody_signs_in_on_the_real_server(house: House, site: Site) -> None:
    house.ask(
        "from parvis.core.models import Account\na = Account.objects.get(); a.set_password('nuit-noire-77'); a.save()"
    )
    page = site.get("/login")
    cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    email = house.ask("from parvis.core.models import Account\nanswer = Account.objects.get().email")
    assert token
    body = urlencode({"csrfmiddlewaretoken": token[1], "email": email, "username": email, "password": "nuit-noire-77"})
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("POST", "/login", body, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    assert answer.status == 302
    assert "parvis_session=" in str(answer.getheaders())
