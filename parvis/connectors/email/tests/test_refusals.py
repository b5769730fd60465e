"""What servers say when they say no, and what a person is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import (
    AuthExpired,
    Author,
    Budget,
    ConnectorError,
    Draft,
    Forbidden,
    Item,
    RateLimited,
    Rejected,
    Sent,
    Source,
    Transient,
)
from parvis.connectors.email.connector import EmailConnector
from parvis.connectors.email.tests.scripted_server import dripping, greeting, imap_saying, smtp_saying
from parvis.connectors.net.reach import Reach

CONNECTOR = EmailConnector(reach=Reach.allowing("127.0.0.1"), patience=0.5)
QUESTION = Item(
    "q@poste", "q@poste", "Un train ?", author=Author("alice@example.test"), extra={"from": ["alice@example.test"]}
)
ANSWER = Draft("cle-1", "Oui.", QUESTION, "Camille")


def place(port: int, kind: str = "smtp", **changed: str) -> Source:
    settings = {
        f"{one}_{name}": value
        for one in ("imap", "smtp")
        for name, value in (("host", "127.0.0.1"), ("security", "none"))
    }
    ports = {"imap_port": "9", "smtp_port": "9"} | {f"{kind}_port": str(port)}
    return Source("contact@example.test", settings | ports | changed, {"password": "ouvre-toi"})


def sending(changed: dict[str, str | None]) -> Sent | ConnectorError:
    with smtp_saying(changed) as port:
        try:
            return CONNECTOR.send(place(port), ANSWER)
        except ConnectorError as error:
            return error


def test_a_mail_that_the_server_took_is_sent() -> None:
    sent = sending({})
    assert isinstance(sent, Sent)
    assert sent.remote_id == "cle-1@example.test"


@pytest.mark.parametrize(
    "changed",
    [
        {"": "421 too busy"},
        {"": None},
        {"EHLO": "421 going down"},
        {"AUTH": "454 cannot check just now"},
        {"MAIL": "451 later"},
        {"RCPT": "450 greylisted"},
        {"DATA": "452 full"},
        {"DATA": None},
        {".": "451 try later"},
        {".": "452 4.3.1 no room"},
    ],
)
def test_what_certainly_did_not_leave_may_be_sent_again(changed: dict[str, str | None]) -> None:
    trouble = sending(changed)
    assert isinstance(trouble, Transient), trouble
    assert not trouble.reached


@pytest.mark.parametrize("answer", [None, "what?", "250", "354 go on", "220 hello", "9" * 10_000])
def test_an_unclear_end_is_unconfirmed(answer: str | None) -> None:
    trouble = sending({".": answer})
    if answer == "250":
        assert isinstance(trouble, Sent)
    else:
        assert isinstance(trouble, Transient), trouble
        assert trouble.reached


@pytest.mark.parametrize(
    ("changed", "kind", "field"),
    [
        ({"AUTH": "535 wrong"}, AuthExpired, ""),
        ({"MAIL": "530 log in first"}, AuthExpired, ""),
        ({"MAIL": "553 not your address"}, Forbidden, ""),
        ({"RCPT": "550 no such user"}, Rejected, "reply_to"),
        ({"DATA": "554 no"}, Rejected, "body"),
        ({".": "554 5.7.1 looks like spam"}, Rejected, "body"),
        ({"": "554 go away"}, Rejected, "smtp_host"),
        ({"": "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>"}, Rejected, "smtp_port"),
        ({"": "* OK IMAP4rev1 ready"}, Rejected, "smtp_port"),
        ({"EHLO": "250 mx"}, Rejected, "smtp_port"),
    ],
)
def test_a_refusal_names_its_cause(changed: dict[str, str | None], kind: type[ConnectorError], field: str) -> None:
    trouble = sending(changed)
    assert type(trouble) is kind, trouble
    assert getattr(trouble, "field", "") == field


@pytest.mark.parametrize(
    ("spoken", "words"),
    [
        ("HTTP/1.1 400 Bad Request\r\n\r\n<html></html>", "web page"),
        ("220 mx ESMTP\r\n", "sends mail"),
        ("+OK POP3 ready\r\n", "POP"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "does not speak IMAP"),
        ("\x00\x00\x12\x04\x00\r\n", "does not speak IMAP"),
        ("", "says nothing"),
    ],
)
def test_something_else_on_the_imap_port_is_named(spoken: str, words: str) -> None:
    with greeting(spoken) as port, pytest.raises(ConnectorError) as trouble:
        CONNECTOR.fetch(place(port, "imap"), "", Budget())
    assert words in str(trouble.value.message)
    assert trouble.value.mend is not None


def test_a_server_that_greets_and_falls_silent_is_said() -> None:
    with greeting("* OK IMAP4rev1 ready\r\n") as port, pytest.raises(Transient, match="says nothing"):
        CONNECTOR.fetch(place(port, "imap"), "", Budget())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("NO [LIMIT] too many connections", RateLimited),
        ("NO Too many login attempts, try later", RateLimited),
        ("NO [UNAVAILABLE] back end is down", Transient),
        ("NO [PRIVACYREQUIRED] plaintext authentication disallowed", Rejected),
        ("NO [AUTHENTICATIONFAILED] Invalid credentials", AuthExpired),
        ("NO", AuthExpired),
        ("BAD what", AuthExpired),
    ],
)
def test_a_refused_login_says_why(answer: str, kind: type[ConnectorError]) -> None:
    with imap_saying(answer) as port, pytest.raises(ConnectorError) as trouble:
        CONNECTOR.fetch(place(port, "imap"), "", Budget())
    assert type(trouble.value) is kind
    if isinstance(trouble.value, RateLimited):
        assert trouble.value.until > datetime.now(UTC) + timedelta(minutes=5)


def test_a_server_that_drips_is_given_up_when_the_budget_is_spent() -> None:
    started = time.monotonic()
    with dripping("* OK ") as port, pytest.raises(Transient):
        CONNECTOR.fetch(place(port, "imap"), "", Budget(seconds=1))
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"imap_port": "22"}, "imap_port"), ({"smtp_port": "6379"}, "smtp_port"), ({}, "")],
)
def test_strangers_get_no_password_in_the_open_and_no_odd_port(changed: dict[str, str], field: str) -> None:
    public = {"imap_host": "192.0.2.1", "smtp_host": "192.0.2.1", "imap_port": "993", "smtp_port": "465"}
    where = Source(
        "contact@example.test", public | {"imap_security": "none", "smtp_security": "none"} | changed, {"password": "x"}
    )
    with pytest.raises(Rejected) as trouble:
        CONNECTOR.send(where, ANSWER) if field.startswith("smtp") else CONNECTOR.fetch(where, "", Budget())
    assert trouble.value.field == (field or "imap_security")


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "localhost"])
def test_private_addresses_are_out_of_reach(host: str) -> None:
    where = Source("contact@example.test", {"imap_host": host, "imap_port": "993"}, {"password": "x"})
    with pytest.raises(Forbidden, match="private network"):
        EmailConnector(reach=Reach()).fetch(where, "", Budget())


def test_a_missing_password_is_asked_for() -> None:
    with greeting("* OK ready\r\n") as port, pytest.raises(AuthExpired, match="missing"):
        CONNECTOR.fetch(Source("contact@example.test", place(port, "imap").settings), "", Budget())
