"""The whole way on a real Postfix and a real Dovecot."""

from __future__ import annotations

import smtplib
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from parvis.connectors.contract import (
    AuthExpired,
    Budget,
    Capability,
    Draft,
    Forbidden,
    Item,
    Page,
    Rejected,
    Source,
    Transient,
)
from parvis.connectors.email.connector import EmailConnector
from parvis.connectors.email.idle import LOOK_EVERY
from parvis.connectors.email.tests.cutting_proxy import cutting
from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, MailServers
from parvis.connectors.net.reach import Reach


def source(servers: MailServers, user: str = "contact", **changed: str | int) -> Source:
    settings: dict[str, str | int] = {
        "user": user,
        "imap_host": "localhost",
        "imap_port": servers.imaps,
        "imap_security": "tls",
        "smtp_host": "localhost",
        "smtp_port": servers.smtp,
        "smtp_security": "starttls",
    }
    return Source(f"{user}@{DOMAIN}", settings | changed, {"password": PASSWORD})


def mail(
    subject: str, text: str = "Bonjour,\nun train ?", sender: str = "Alice <alice@example.test>", **headers: str
) -> bytes:
    lines = {"From": sender, "To": "contact@example.test", "Subject": subject, "Message-ID": f"<{subject}@poste>"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return ("".join(f"{name}: {value}\n" for name, value in lines.items()) + "\n" + text + "\n").encode()


def post(servers: MailServers, sender: str, recipient: str, raw: bytes) -> None:
    """Send as a person does, through Postfix."""
    with smtplib.SMTP("localhost", servers.smtp) as session:
        session.starttls(context=servers.trust())
        session.login(sender.partition("@")[0], PASSWORD)
        session.sendmail(sender, [recipient], raw)


def fetch_until(connector: EmailConnector, where: Source, count: int, cursor: str = "") -> Page:
    """Postfix delivers when it likes: ask until `count` items are there."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        page = connector.fetch(where, cursor, Budget())
        if len(page.items) >= count:
            return page
        time.sleep(0.1)
    raise AssertionError(f"fewer than {count} mails came")


def draft_for(item: Item | None, key: str = "0197-key") -> Draft:
    return Draft(
        key,
        "Oui, samedi à 8 h 05.\n.\nÀ bientôt",
        item,
        "Camille pour Les Trains",
        "Camille Roy\npour Les Trains de nuit",
    )


def received(servers: MailServers, connector: EmailConnector, subject: str = "un-train") -> Item:
    servers.drop("contact", mail(subject))
    return connector.fetch(source(servers), "", Budget()).items[-1]


def test_a_mailbox_is_tried_for_real(connector: EmailConnector, servers: MailServers) -> None:
    where = source(servers)
    finding = connector.probe(where.address, where.settings, where.secrets)
    works = {one: finding.support[one].state for one in Capability if one in finding.support}
    assert works == {
        Capability.LISTEN: "yes",
        Capability.REPLY: "yes",
        Capability.FIND_SENT: "yes",
        Capability.WAKE: "yes",
        Capability.MODERATE: "no",
        Capability.METRICS: "no",
    }


@pytest.mark.parametrize("kind", ["imap", "smtp"])
def test_a_wrong_password_says_so(connector: EmailConnector, servers: MailServers, kind: str) -> None:
    item = received(servers, connector)
    wrong = replace(source(servers), secrets={"password": "sésame"})
    with pytest.raises(AuthExpired) as refusal:
        connector.fetch(wrong, "", Budget()) if kind == "imap" else connector.send(wrong, draft_for(item))
    assert "password" in str(refusal.value.message)
    assert refusal.value.mend is not None


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_each_protection_reads_the_mail(connector: EmailConnector, servers: MailServers, security: str) -> None:
    servers.drop("contact", mail("un-train"))
    port = servers.imaps if security == "tls" else servers.imap
    page = connector.fetch(source(servers, imap_port=port, imap_security=security), "", Budget())
    assert [item.title for item in page.items] == ["un-train"]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"imap_port": "imap"}, "imap_security", "does not speak TLS"),
        ({"imap_port": "smtp", "imap_security": "none"}, "imap_port", "sends mail"),
        ({"folder": "Nulle part"}, "folder", "no folder"),
        ({"imap_port": "many"}, "imap_port", "number"),
        ({"imap_security": "rot13"}, "imap_security", "tls, starttls or none"),
        ({"imap_host": "https://mail.example.test/"}, "imap_host", "not the name of a server"),
    ],
)
def test_a_wrong_setting_is_named(
    connector: EmailConnector, servers: MailServers, changed: dict[str, str], field: str, words: str
) -> None:
    ports = {"imap": servers.imap, "smtp": servers.smtp}
    given: dict[str, Any] = {name: ports.get(value, value) for name, value in changed.items()}
    with pytest.raises(Rejected) as refusal:
        connector.fetch(source(servers, **given), "", Budget())
    assert refusal.value.field == field
    assert words in str(refusal.value.message)


def test_a_server_with_a_doubtful_certificate_gets_no_password(servers: MailServers) -> None:
    connector = EmailConnector(reach=Reach.allowing("localhost"))
    with pytest.raises(Transient, match="certificate"):
        connector.fetch(source(servers), "", Budget())


def test_a_private_server_is_refused_unless_allowed(servers: MailServers) -> None:
    where = source(servers, imap_port=993, smtp_port=465)
    with pytest.raises(Forbidden, match="private network"):
        EmailConnector(reach=Reach()).fetch(where, "", Budget())


def test_pages_follow_the_cursor_and_mark_nothing_as_read(connector: EmailConnector, servers: MailServers) -> None:
    for number in range(7):
        servers.drop("contact", mail(f"mail-{number}"))
    titles, cursor, more, pages = [], "", True, 0
    while more:
        page = connector.fetch(source(servers), cursor, Budget(items=3))
        titles += [item.title for item in page.items]
        cursor, more, pages = page.cursor, page.more, pages + 1
    assert titles == [f"mail-{number}" for number in range(7)]
    assert pages == 3
    assert connector.fetch(source(servers), cursor, Budget()).items == ()
    assert not [name for name in (servers.maildir("contact") / "cur").iterdir() if "S" in name.name.partition(":2,")[2]]


def test_a_renumbered_mailbox_is_read_again_under_the_same_ids(connector: EmailConnector, servers: MailServers) -> None:
    servers.drop("contact", mail("un-train"))
    before = connector.fetch(source(servers), "", Budget())
    time.sleep(1.1)  # UIDVALIDITY is the second of creation
    servers.empty("contact")
    servers.drop("contact", mail("un-train"))
    after = connector.fetch(source(servers), before.cursor, Budget())
    assert [item.remote_id for item in after.items] == [item.remote_id for item in before.items]
    assert "renumbered" in str(after.notices[0])


def test_a_large_mail_is_read_by_its_head_and_its_attachments_are_listed(
    connector: EmailConnector, servers: MailServers
) -> None:
    head = "MIME-Version: 1.0\nFrom: alice@example.test\nSubject: gros\nMessage-ID: <gros@poste>\nContent-Type: multipart/mixed; boundary=x\n\n"
    text = "--x\nContent-Type: text/plain; charset=utf-8\n\nVoici la vidéo.\n"
    video = (
        "--x\nContent-Type: video/mp4; name=quai.mp4\nContent-Transfer-Encoding: base64\n\n"
        + ("A" * 76 + "\n") * 340_000
    )
    plan = "\n--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=plan.pdf\n\nxyz\n--x--\n"
    servers.drop("contact", (head + text + video + plan).encode())
    started = time.monotonic()
    item = connector.fetch(source(servers), "", Budget()).items[0]
    assert item.body == "Voici la vidéo."
    assert [one["name"] for one in item.extra["attachments"]] == ["quai.mp4", "plan.pdf"]
    assert item.extra["attachments"][0]["size"] > 25_000_000
    assert time.monotonic() - started < 5


def test_robots_are_left_out_and_a_bounce_names_the_failed_recipient(
    connector: EmailConnector, servers: MailServers
) -> None:
    servers.drop("contact", mail("absence", Auto_Submitted="auto-replied"))
    post(servers, "contact@example.test", "contact@example.test", mail("vrai", To="contact@example.test"))
    with smtplib.SMTP("localhost", servers.smtp) as session:
        session.starttls(context=servers.trust())
        session.login("contact", PASSWORD)
        session.sendmail(
            "contact@example.test", ["personne@ailleurs.test"], mail("perdu", Message_ID="<cle-42@example.test>")
        )
    deadline = time.monotonic() + 10
    notices: list[str] = []
    while time.monotonic() < deadline and len(notices) < 2:
        page = connector.fetch(source(servers), "", Budget())
        notices = [str(one) for one in page.notices]
        time.sleep(0.1)
    assert [item.title for item in page.items] == ["vrai"]
    assert any("personne@ailleurs.test" in one and "cle-42@example.test" in one for one in notices)
    assert "Automatic answers left out: 1." in notices


def test_idle_wakes_long_before_a_look_would(connector: EmailConnector, servers: MailServers) -> None:
    cursor = connector.fetch(source(servers), "", Budget()).cursor
    woken: list[tuple[bool, float]] = []
    waiting = threading.Thread(
        target=lambda: woken.append((connector.wait(source(servers), 60, cursor), time.monotonic()))
    )
    waiting.start()
    time.sleep(1)
    sent = time.monotonic()
    post(servers, "alice@example.test", "contact@example.test", mail("urgent"))
    waiting.join()
    assert woken[0][0]
    assert woken[0][1] - sent < LOOK_EVERY / 2
    assert [item.title for item in connector.fetch(source(servers), cursor, Budget()).items] == ["urgent"]


def test_what_came_between_the_fetch_and_the_wait_is_news_at_once(
    connector: EmailConnector, servers: MailServers
) -> None:
    cursor = connector.fetch(source(servers), "", Budget()).cursor
    servers.drop("contact", mail("entre-deux"))
    started = time.monotonic()
    assert connector.wait(source(servers), 10, cursor)
    assert time.monotonic() - started < 2


def test_waiting_in_vain_ends_on_time(connector: EmailConnector, servers: MailServers) -> None:
    started = time.monotonic()
    assert not connector.wait(source(servers), 1.5)
    assert 1.4 < time.monotonic() - started < 4


def test_waiting_survives_a_cut_line(connector: EmailConnector, servers: MailServers) -> None:
    cursor = connector.fetch(source(servers), "", Budget()).cursor
    with cutting(servers.imaps) as proxy:
        woken: list[bool] = []
        waiting = threading.Thread(
            target=lambda: woken.append(connector.wait(source(servers, imap_port=proxy.port), 15, cursor))
        )
        waiting.start()
        time.sleep(1)
        proxy.hang_up()
        servers.drop("contact", mail("après-la-coupure"))
        waiting.join()
    assert woken == [True]


def test_a_line_cut_while_reading_is_transient(connector: EmailConnector, servers: MailServers) -> None:
    servers.drop("contact", mail("un-train"))
    with cutting(servers.imap) as proxy:
        where = source(servers, imap_port=proxy.port, imap_security="none")
        threading.Timer(0.02, proxy.hang_up).start()
        for _ in range(50):
            try:
                connector.fetch(where, "", Budget())
            except Transient:
                break
            threading.Timer(0.01, proxy.hang_up).start()
        else:
            pytest.fail("the line was never cut in the middle")


def test_an_answer_arrives_threaded_and_the_reply_comes_back_to_its_thread(
    connector: EmailConnector, servers: MailServers
) -> None:
    question = received(servers, connector)
    sent = connector.send(source(servers), draft_for(question))
    answer = fetch_until(connector, source(servers, "alice"), 1).items[0]
    assert answer.remote_id == sent.remote_id == "0197-key@example.test"
    assert (answer.parent_id, answer.thread_id) == (question.remote_id, question.thread_id)
    assert answer.title == "Re: un-train"
    assert answer.body == "Oui, samedi à 8 h 05.\n.\nÀ bientôt"
    assert answer.folded == "-- \nCamille Roy\npour Les Trains de nuit"
    assert answer.author is not None
    assert answer.author.name == "Camille pour Les Trains"
    cursor = connector.fetch(source(servers), "", Budget()).cursor
    connector.send(source(servers, "alice"), replace(draft_for(answer, "alice-1"), body="Merci !"))
    back = fetch_until(connector, source(servers), 1, cursor).items[0]
    assert (back.body, back.thread_id, back.parent_id) == ("Merci !", question.thread_id, sent.remote_id)
    assert back.extra["reply_token"] == "0197-key"


def test_a_copy_lies_in_the_sent_folder_and_is_known_as_ours(connector: EmailConnector, servers: MailServers) -> None:
    sent = connector.send(source(servers), draft_for(received(servers, connector)))
    kept = connector.fetch(source(servers, folder="Sent"), "", Budget()).items
    assert [item.remote_id for item in kept] == [sent.remote_id]
    assert kept[0].extra["direction"] == "out"
    found = connector.find_sent(source(servers), draft_for(None))
    assert found is not None
    assert abs((found.at - datetime.now(UTC)).total_seconds()) < 60


def test_a_sent_folder_out_of_order_does_not_fail_the_send(connector: EmailConnector, servers: MailServers) -> None:
    item = received(servers, connector)
    broken = source(servers, imap_port=servers.smtp)
    assert connector.send(broken, draft_for(item)).remote_id == "0197-key@example.test"
    assert fetch_until(connector, source(servers, "alice"), 1).items


def test_a_cut_before_the_final_dot_certainly_sent_nothing(connector: EmailConnector, servers: MailServers) -> None:
    item = received(servers, connector)
    with cutting(servers.smtp, "before the dot") as proxy, pytest.raises(Transient) as trouble:
        connector.send(source(servers, smtp_port=proxy.port, smtp_security="none"), draft_for(item))
    # The dot went into the proxy: our side cannot know that it stopped there.
    assert trouble.value.reached
    time.sleep(0.5)
    assert connector.fetch(source(servers, "alice"), "", Budget()).items == ()


def test_a_cut_after_the_final_dot_is_unconfirmed_and_the_mail_is_found(
    connector: EmailConnector, servers: MailServers
) -> None:
    item = received(servers, connector)
    with cutting(servers.smtp, "after the dot") as proxy:
        where = source(servers, smtp_port=proxy.port, smtp_security="none", copy_to_self="yes")
        with pytest.raises(Transient) as trouble:
            connector.send(where, draft_for(item))
    assert trouble.value.reached
    assert [one.remote_id for one in fetch_until(connector, source(servers, "alice"), 1).items] == [
        "0197-key@example.test"
    ]
    deadline = time.monotonic() + 5
    found = None
    while found is None and time.monotonic() < deadline:
        found = connector.find_sent(where, draft_for(item))
    assert found is not None
    assert found.remote_id == "0197-key@example.test"


def test_a_mail_that_never_left_is_not_found(connector: EmailConnector, servers: MailServers) -> None:
    assert connector.find_sent(source(servers), draft_for(None, "jamais")) is None


@pytest.mark.parametrize("cut", ["reply 220", "reply 250", "reply 235", "reply 354"])
def test_a_cut_before_the_mail_is_given_sent_nothing(connector: EmailConnector, servers: MailServers, cut: str) -> None:
    item = received(servers, connector)
    with cutting(servers.smtp, cut) as proxy, pytest.raises(Transient) as trouble:
        connector.send(source(servers, smtp_port=proxy.port, smtp_security="none"), draft_for(item))
    assert not trouble.value.reached
    time.sleep(0.3)
    assert connector.fetch(source(servers, "alice"), "", Budget()).items == ()


def test_a_server_that_is_down_sent_nothing(connector: EmailConnector, servers: MailServers) -> None:
    item = received(servers, connector)
    with pytest.raises(Transient, match="refuses the connection") as trouble:
        connector.send(source(servers, smtp_port=9), draft_for(item))
    assert not trouble.value.reached


def test_hosts_that_cannot_be_found_are_said(connector: EmailConnector, servers: MailServers) -> None:
    with pytest.raises(Transient, match="No server answers to the name"):
        connector.fetch(source(servers, imap_host="nulle-part.invalid", imap_port=993), "", Budget())
