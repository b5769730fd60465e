"""Addresses, servers proposed, and the mail that leaves."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from typing import Any

import pytest

from parvis.connectors.contract import Author, Capability, Connector, Draft, Item, Rejected, Source, Wakes
from parvis.connectors.email.account import read_account
from parvis.connectors.email.compose import compose
from parvis.connectors.email.connector import CONNECTOR
from parvis.connectors.email.parse import parse_mail
from parvis.connectors.net import Reach
from parvis.connectors.recognise import describe

NOW = datetime(2025, 3, 10, tzinfo=UTC)
QUESTION = Item(
    "q1@poste",
    "q0@poste",
    "Un train ?\nSamedi ?",
    title="RE : TR: Été & <train>",
    author=Author("alice@poste.test", "Alice Éluard"),
    at=datetime(2025, 3, 3, 9, 12, tzinfo=UTC),
    extra={"message_id": "q1@poste", "references": ["q0@poste"], "from": ["alice@poste.test"]},
)
ANSWER = Draft(
    "cle-1", "Oui.\n\nVoir https://rail.test/a?b=1&c=2.", QUESTION, "Camille « Rail »", "Camille Roy\npour Rail"
)


def sent(draft: Draft = ANSWER, **settings: str) -> email.message.EmailMessage:
    account = read_account(Source("contact@example.test", settings))
    raw = compose(draft, account, NOW).as_bytes()
    return email.message_from_bytes(raw, policy=policy.default)


def test_it_keeps_the_contract() -> None:
    assert isinstance(CONNECTOR, Connector)
    assert isinstance(CONNECTOR, Wakes)
    assert not CONNECTOR.idempotent


@pytest.mark.parametrize(
    "address",
    ["contact@example.org", " Contact@Example.org ", "mailto:contact@example.org?subject=x", "imaps://contact%40example.org@mail.example.org/INBOX", "imap://u@h:143", "<a@b.fr>", "a+b@sous.domaine.fr"],
)  # fmt: skip
def test_mailboxes_are_recognised(address: str) -> None:
    assert CONNECTOR.recognise(address)


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "@alice@mastodon.social", "example.org", "a@b", "https://u@example.org/x", "", "a b@c.fr", "#tag", "a@b@c.fr", "imaps://"],
)  # fmt: skip
def test_other_addresses_are_left_to_others(address: str) -> None:
    assert not CONNECTOR.recognise(address)


@pytest.mark.parametrize(
    ("address", "imap", "smtp"),
    [
        ("a@gmail.com", "imap.gmail.com:993", "smtp.gmail.com:465"),
        ("a@orange.fr", "imap.orange.fr:993", "smtp.orange.fr:465"),
        ("a@wanadoo.fr", "imap.orange.fr:993", "smtp.orange.fr:465"),
        ("a@free.fr", "imap.free.fr:993", "smtp.free.fr:465"),
        ("a@laposte.net", "imap.laposte.net:993", "smtp.laposte.net:465"),
        ("a@hotmail.fr", "outlook.office365.com:993", "smtp.office365.com:587"),
        ("a@icloud.com", "imap.mail.me.com:993", "smtp.mail.me.com:587"),
        ("a@proton.me", "127.0.0.1:1143", "127.0.0.1:1025"),
        ("a@nulle-part.invalid", "imap.nulle-part.invalid:993", "smtp.nulle-part.invalid:465"),
        ("imaps://a%40example.org@mail.example.org:1993/Archives", "mail.example.org:1993", "smtp.example.org:465"),
    ],
)
def test_servers_are_proposed_without_a_password(address: str, imap: str, smtp: str) -> None:
    finding = CONNECTOR.probe(address, {}, {})
    given = {need.name: need.default for need in finding.needs}
    assert f"{given['imap_host']}:{given['imap_port']}" == imap
    assert f"{given['smtp_host']}:{given['smtp_port']}" == smtp
    assert finding.support[Capability.LISTEN].state == "needs"
    assert [need.name for need in finding.needs if need.secret] == ["password"]


@pytest.mark.parametrize(
    ("address", "word"),
    [("a@gmail.com", "app password"), ("a@outlook.fr", "Microsoft"), ("a@yahoo.fr", "app password")],
)
def test_hosts_that_want_an_app_password_say_so(address: str, word: str) -> None:
    password = next(need for need in CONNECTOR.probe(address, {}, {}).needs if need.name == "password")
    assert word in str(password.help)


def test_a_pasted_address_is_known_for_a_mailbox() -> None:
    finding = describe("mailto:a@nulle-part.invalid", Reach())
    assert (finding.network, finding.address) == ("email", "a@nulle-part.invalid")


def test_a_mailbox_without_server_for_sending_only_listens() -> None:
    source = Source("a@example.org", {"smtp_host": "", "imap_host": "imap.example.org"}, {"password": "x"})
    with pytest.raises(Rejected, match="only listens"):
        CONNECTOR.send(source, ANSWER)


def test_an_answer_carries_its_key_its_thread_and_its_persona() -> None:
    mail = sent()
    assert mail["Message-ID"] == "<cle-1@example.test>"
    assert mail["In-Reply-To"] == "<q1@poste>"
    assert mail["References"] == "<q0@poste> <q1@poste>"
    assert mail["Subject"] == "Re: Été & <train>"
    assert mail["From"].addresses[0].display_name == "Camille « Rail »"
    assert mail["From"].addresses[0].addr_spec == "contact@example.test"
    assert mail["To"].addresses[0].display_name == "Alice Éluard"
    assert "Auto-Submitted" not in mail


def test_an_answer_reads_back_as_it_was_written() -> None:
    item = parse_mail(sent().as_bytes(), own="contact@example.test", now=NOW).item
    assert item is not None
    assert (item.body, item.folded) == (ANSWER.body, "-- \nCamille Roy\npour Rail")
    assert (item.remote_id, item.thread_id, item.extra["direction"]) == ("cle-1@example.test", "q0@poste", "out")


def test_the_html_twin_is_escaped_and_linked() -> None:
    body = sent(replace(ANSWER, body="<script>alert(1)</script>\nhttps://rail.test/?a=1&b=2")).get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert "<script>" not in html
    assert '<a href="https://rail.test/?a=1&amp;b=2">' in html


def test_the_mail_answered_is_quoted_when_asked() -> None:
    item = parse_mail(sent(quote="yes").as_bytes(), own="", now=NOW).item
    assert item is not None
    assert item.body == ANSWER.body
    assert item.folded.endswith("2025-03-03 09:12, Alice Éluard :\n> Un train ?\n> Samedi ?")


def test_a_plus_address_carries_the_key_when_asked() -> None:
    assert sent(plus_replies="yes")["Reply-To"] == "contact+cle-1@example.test"


@pytest.mark.parametrize("text", ["Camille\r\nBcc: x@y.test", "Camille\nBcc: x@y.test", "a" * 3000])
def test_nothing_written_becomes_a_header(text: str) -> None:
    item = replace(
        QUESTION, title=text, author=Author("alice@poste.test", text), extra={**QUESTION.extra, "references": [text]}
    )
    mail = sent(replace(ANSWER, sender=text, reply_to=item))
    assert "Bcc" not in mail
    assert len(mail["To"].addresses) == 1


def test_long_ids_travel_unbroken() -> None:
    long = "A" * 200 + "@eurprd04.prod.outlook.test"
    item = replace(
        QUESTION, extra={**QUESTION.extra, "message_id": long, "references": [f"{n}{long}" for n in range(30)]}
    )
    mail = sent(replace(ANSWER, reply_to=item))
    assert mail["In-Reply-To"] == f"<{long}>"
    chain = mail["References"].split()
    assert (chain[0], chain[-1]) == (f"<0{long}>", f"<{long}>")


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"from": ["alice@poste.test"], "reply_to": ["zoe@poste.test"]}, ["zoe@poste.test"]),
        ({"from": ["contact@example.test"], "to": ["bruno@poste.test"], "direction": "out"}, ["bruno@poste.test"]),
        ({"from": ["contact@example.test", "alice@poste.test"]}, ["alice@poste.test"]),
        ({}, ["alice@poste.test"]),
    ],
)
def test_the_answer_goes_to_whom_it_should(extra: dict[str, Any], expected: list[str]) -> None:
    mail = sent(replace(ANSWER, reply_to=replace(QUESTION, extra=extra)))
    assert [one.addr_spec for one in mail["To"].addresses] == expected


@pytest.mark.parametrize("reply_to", [None, replace(QUESTION, author=None, extra={"from": ["pas une adresse", 3]})])
def test_an_answer_to_nobody_is_refused(reply_to: Item | None) -> None:
    with pytest.raises(Rejected) as refusal:
        sent(replace(ANSWER, reply_to=reply_to))
    assert refusal.value.field == "reply_to"


def test_domains_with_accents_travel_in_ascii() -> None:
    item = replace(QUESTION, extra={"from": ["zoé@poste.test"]}, author=None)
    with pytest.raises(Rejected, match="accents"):
        sent(replace(ANSWER, reply_to=item))
    mail = sent(replace(ANSWER, reply_to=replace(item, extra={"from": ["zoe@café.test"]})))
    assert mail["To"].addresses[0].addr_spec == "zoe@xn--caf-dma.test"
    assert read_account(Source("contact@café.test")).domain == "xn--caf-dma.test"
