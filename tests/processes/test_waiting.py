"""Mail is here within seconds: a real mailbox is waited at by a real process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from parvis.connectors.contract import Source, Transient
from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, MailServers, why_not
from parvis.connectors.email.tests.mail_servers import running as mail_running
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Stream
from parvis.conversations.queries import announcing_streams
from parvis.core.messages import Message
from parvis.core.models import Brand
from parvis.flows import waiting
from tests.processes.house import House, until
from tests.processes.served import running

ADD = """
from parvis.core.clock import now
from parvis.core.models import Account, Brand
from parvis.flows.places import listen_to, try_with
given = {given!r}
found = try_with("email", "contact@{domain}", {{k: v for k, v in given.items() if k != "password"}}, given)
place, _ = listen_to(Brand.objects.get(), found, given, by=Account.objects.get(), at=now())
answer = place.streams.get().pk
"""
MAIL = b"From: Alice <alice@example.test>\r\nTo: contact@example.test\r\nSubject: Vite\r\nMessage-ID: <%d@a.test>\r\n\r\nBonjour %d\r\n"


@pytest.fixture
def mail() -> Iterator[MailServers]:
    if reason := why_not():
        pytest.skip(f"no real mail servers: {reason}")
    with mail_running() as servers:
        yield servers


@pytest.mark.servers
@pytest.mark.slow
def test_a_mail_is_stored_within_five_seconds_of_its_delivery(tmp_path: Path, mail: MailServers) -> None:
    house = House(tmp_path, "")
    house.env |= {"PARVIS_ALLOW_PRIVATE_HOSTS": "localhost", "SSL_CERT_FILE": str(mail.ca)}
    given = {
        "password": PASSWORD, "imap_host": "localhost", "imap_port": str(mail.imaps), "imap_security": "tls",
        "smtp_host": "localhost", "smtp_port": str(mail.smtp), "smtp_security": "starttls",
    }  # fmt: skip
    with running(house) as site:
        stream = house.ask(ADD.format(given=given, domain=DOMAIN))
        read = f"from parvis.conversations.models import Stream\nanswer = Stream.objects.get(pk={stream}).cursor"
        until(lambda: house.ask(read))
        time.sleep(4)  # the next look finds the new place
        for number in range(1, 3):
            began = time.monotonic()
            mail.drop("contact", MAIL % (number, number))
            until(partial(_counts, house, number))
            assert time.monotonic() - began < 5
        assert site.interrupt() < 3, "a held line does not hold up the stop"
    house.close()


def _counts(house: House, number: int) -> bool:
    stored: int = house.ask("from parvis.conversations.models import Post\nanswer = Post.objects.count()")
    return stored == number


@pytest.fixture
def place(brand: Brand, noon: datetime) -> Place:
    made, _ = add_place(brand, NewPlace("email", "mailbox", "c@x.test", "c@x.test", "C", settings={"support": {"wake": "yes"}}), by=None, at=noon)  # fmt: skip
    Stream.objects.filter(place=made).update(cursor="1")
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "waited"),
    [({}, 1), ({"paused_at": True}, 0), ({"ended_at": True}, 0), ({"settings": {"support": {"wake": "no"}}}, 0)],
)
def test_only_places_that_announce_news_and_are_read_are_waited_at(
    place: Place, noon: datetime, change, waited
) -> None:
    Place.objects.filter(pk=place.pk).update(**{k: noon if v is True else v for k, v in change.items()})
    assert announcing_streams().count() == waited


@pytest.mark.django_db
def test_a_place_never_read_or_in_trouble_is_left_to_the_rhythm(place: Place) -> None:
    Stream.objects.filter(place=place).update(failures=1)
    assert not announcing_streams().exists()
    Stream.objects.filter(place=place).update(failures=0, cursor="")
    assert not announcing_streams().exists()


class Flaky:
    """Waits in vain, in trouble."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def wait(self, source: Source, seconds: float, cursor: str = "") -> bool:
        self.asked.append(time.monotonic())
        raise Transient(Message("no line"))


@pytest.mark.django_db(transaction=True)
def test_a_line_that_breaks_is_taken_up_again_ever_more_slowly(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    flaky = Flaky()
    monkeypatch.setattr(waiting, "connector_for", lambda network: flaky)
    house = waiting.Waiting(waiting.Patience(look=0.05, pause=0.1, longest=0.4))
    house.start()
    until(lambda: len(flaky.asked) >= 4)
    house.stop()
    gaps = [b - a for a, b in zip(flaky.asked, flaky.asked[1:], strict=False)]
    assert gaps[0] < gaps[1] < gaps[2]
    until(lambda: not any(one.name.startswith("waiting") for one in threading.enumerate()), seconds=1)
