"""Bytes as mail programs, robots and broken senders write them → posts."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from parvis.connectors.contract import Item
from parvis.connectors.email.parse import parse_mail
from parvis.connectors.email.threading import follow

NOW = datetime(2025, 3, 10, tzinfo=UTC)
OWN = "contact@example.test"


def parsed(raw: str | bytes) -> Item:
    item = parse_mail(raw.encode() if isinstance(raw, str) else raw, own=OWN, now=NOW).item
    assert item is not None
    return item


def mail(text: str = "Bonjour", **headers: str) -> str:
    given = {"From": "Alice <alice@poste.test>", "To": OWN, "Message-ID": "<a1@poste>"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return "".join(f"{name}: {value}\n" for name, value in given.items() if value) + f"\n{text}\n"


def test_a_plain_mail_becomes_a_post() -> None:
    item = parsed(mail("Un train ?\n\n-- \nAlice", Subject="Train", Date="Mon, 3 Mar 2025 10:12:00 +0100"))
    assert (item.remote_id, item.thread_id, item.parent_id, item.kind) == ("a1@poste", "a1@poste", "", "mail")
    assert (item.title, item.body, item.folded) == ("Train", "Un train ?", "-- \nAlice")
    assert item.at == datetime(2025, 3, 3, 9, 12, tzinfo=UTC)
    assert item.author is not None
    assert (item.author.remote_id, item.author.name) == ("alice@poste.test", "Alice")
    assert item.extra["direction"] == "in"


def test_an_answer_finds_its_thread_and_the_key_of_our_mail() -> None:
    item = parsed(mail(In_Reply_To="<cle-7@example.test>", References="<racine@x> <b@x>\n <cle-7@example.test>"))
    assert (item.thread_id, item.parent_id) == ("racine@x", "cle-7@example.test")
    assert item.extra["reply_token"] == "cle-7"


def test_an_answer_without_references_is_found_by_the_address_it_went_to() -> None:
    item = parsed(mail(To="contact+cle-7@example.test"))
    assert (item.parent_id, item.thread_id) == ("cle-7@example.test", "cle-7@example.test")


def test_ids_of_other_people_are_no_reply_token() -> None:
    assert "reply_token" not in parsed(mail(In_Reply_To="<x@ailleurs.test>")).extra


def test_our_own_mail_goes_out() -> None:
    assert parsed(mail(From="Camille <Contact@example.test>")).extra["direction"] == "out"
    answer = mail(From="Camille <contact@example.test>", Reply_To="contact+cle@example.test")
    assert parsed(answer).extra["direction"] == "out"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Subject": "Réponse automatique : Votre message"},
        {"Subject": "=?utf-8?Q?R=C3=A9ponse_automatique_:_Votre_message?="},
        {"Subject": "Absence du bureau Re: Train"},
        {"Subject": "Message d’absence"},
        {"Subject": "Automatic reply: Train"},
        {"Subject": "Out of Office: back on Monday"},
        {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All", "In_Reply_To": "<cle@example.test>"},
    ],
)
def test_automatic_answers_are_no_posts(headers: dict[str, str]) -> None:
    outcome = parse_mail(mail(**headers).encode(), own=OWN, now=NOW)
    assert outcome.automatic
    assert outcome.item is None


@pytest.mark.parametrize(
    ("headers", "bulk"),
    [
        ({"Auto_Submitted": "auto-generated", "Subject": "Formulaire de contact"}, True),
        ({"Precedence": "bulk", "List_Unsubscribe": "<https://x.test>"}, True),
        ({"Precedence": "list", "List_Id": "Amis du rail <amis.rail.test>"}, True),
        ({"Subject": "Absence de train ce matin"}, False),
        ({"Subject": "Absentéisme", "Auto_Submitted": "no"}, False),
        ({"Subject": "Mon train est out of service"}, False),
    ],
)
def test_machines_and_lists_are_kept_and_marked(headers: dict[str, str], bulk: bool) -> None:
    assert parsed(mail(**headers)).extra.get("bulk", False) is bulk


DSN = """From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: contact@example.test
Subject: {subject}
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

This is the mail system at host mx.test.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; Bruno@poste.test
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <bruno@poste.test>:
    unknown user

--b
Content-Type: text/rfc822-headers

Message-ID: <cle-9@example.test>
Subject: Re: Train
--b--
"""


@pytest.mark.parametrize(("action", "delayed"), [("failed", False), ("delayed", True)])
def test_a_delivery_report_names_who_and_what(action: str, delayed: bool) -> None:
    bounce = parse_mail(DSN.format(action=action, subject="Undelivered Mail").encode(), own=OWN, now=NOW).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.message_id, bounce.delayed) == ("bruno@poste.test", "cle-9@example.test", delayed)
    assert bounce.reason == "550 5.1.1 <bruno@poste.test>: unknown user"


@pytest.mark.parametrize(
    "raw",
    [
        DSN.format(action="delivered", subject="Successful Mail Delivery"),
        DSN.replace("report-type=delivery-status", "report-type=disposition-notification").format(
            action="displayed", subject="Lu"
        ),
    ],
)
def test_a_receipt_is_neither_a_post_nor_a_bounce(raw: str) -> None:
    outcome = parse_mail(raw.encode(), own=OWN, now=NOW)
    assert outcome.automatic
    assert outcome.bounce is None


def test_only_the_recipients_that_failed_are_named() -> None:
    other = (
        "Final-Recipient: rfc822; zoe@poste.test\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; Bruno"
    )
    raw = DSN.format(action="failed", subject="Undelivered").replace("Final-Recipient: rfc822; Bruno", other)
    bounce = parse_mail(raw.encode(), own=OWN, now=NOW).bounce
    assert bounce is not None
    assert bounce.recipient == "bruno@poste.test"


def test_a_bounce_of_the_old_kind_is_one_too() -> None:
    raw = mail(
        "Désolé, impossible de livrer à <bruno@poste.test>\n\nMessage-ID: <cle-9@example.test>\n",
        From="postmaster@vieux.test",
        Return_Path="<>",
        Subject="Échec de la remise",
    )
    bounce = parse_mail(raw.encode(), own=OWN, now=NOW).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.message_id) == ("bruno@poste.test", "cle-9@example.test")


def test_a_person_who_writes_about_delivery_is_no_bounce() -> None:
    assert parsed(mail(Subject="Undelivered: my parcel and the delivery failure")).title.startswith("Undelivered")


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?B?w4AgcXVhbmQgbGUgdHJhaW4gPw==?=", "À quand le train ?"),
        ("=?UTF-8?Q?Caf=C3?= =?UTF-8?Q?=A9?=", "Café"),
        ("=?iso-8859-1?q?d=E9j=E0?= vu", "déjà vu"),
        ("=?windows-1252?Q?10_=80?=", "10 €"),
        ("=?utf-8?B?w4AgcXVhbmQ?=", "À quand"),
        ("=?x-inconnu?Q?abc?=", "abc"),
        ("=?utf-8?Q?pas fini", "=?utf-8?Q?pas fini"),
        ("=?utf-8?Q?mot avec espaces?=", "mot avec espaces"),
        ("Déjà en clair", "Déjà en clair"),
    ],
)
def test_broken_encoded_words_are_read_as_well_as_can_be(subject: str, title: str) -> None:
    assert parsed(mail(Subject=subject)).title == title


def test_raw_latin_bytes_in_headers_are_read() -> None:
    assert parsed(mail(Subject="D@j@ vu").encode().replace(b"D@j@", b"D\xe9j\xe0")).title == "Déjà vu"


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 1 Jan 1899 00:00:00 +0000",
        "Tue, 1 Jan 2199 00:00:00 +0000",
        "hier soir",
        "",
        "Mon, 99 Foo 2025 99:99",
        "0",
    ],
)
def test_dates_that_nobody_believes_are_none(date: str) -> None:
    assert parsed(mail(Date=date)).at is None


def test_a_mail_without_id_gets_the_same_one_each_time() -> None:
    bare = mail(**{"Message_ID": ""}, Subject="Sans numéro")
    first, again = parsed(bare), parsed("Received: by mx\n" + bare.replace("\n", "\r\n"))
    assert first.remote_id == again.remote_id
    assert first.remote_id.endswith("@no-id.invalid")
    assert parsed(mail("Autre", **{"Message_ID": ""}, Subject="Sans numéro")).remote_id != first.remote_id


def test_a_mail_without_author_is_still_a_post() -> None:
    assert parsed(mail(From="")).author is None


def multipart(kind: str, *parts: str) -> str:
    inner = "".join(f"--b\n{part}\n" for part in parts)
    return mail(f"{inner}--b--", Content_Type=f"multipart/{kind}; boundary=b", Subject="x")


def test_plain_text_is_preferred_to_html() -> None:
    raw = multipart("alternative", "Content-Type: text/plain\n\nen clair", "Content-Type: text/html\n\n<p>en HTML</p>")
    assert parsed(raw).body == "en clair"


def test_html_alone_is_made_text_with_its_quotation_folded() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><p>Oui, <a href='https://rail.test/x'>samedi</a>.</p><ul><li>un lit</li></ul>"
        "<div class=gmail_quote><div>Le lun. 3 mars 2025 à 10:12, Alice &lt;alice@poste.test&gt; a écrit&nbsp;:</div>"
        "<blockquote>Quand ?</blockquote></div></body></html>"
    )
    item = parsed(mail(html, Content_Type="text/html; charset=utf-8"))
    assert item.body == "Oui, samedi (https://rail.test/x).\n\n- un lit"
    assert "> Quand ?" in item.folded


def test_hostile_html_leaves_only_words() -> None:
    html = "<p onclick=x()>Bonjour<script>alert(1)</script><img src=x onerror=alert(2)><![foo<p style='display:none'>caché</p>"
    text = parsed(mail(html, Content_Type="text/html")).body
    assert text.startswith("Bonjour")
    assert "alert" not in text


@pytest.mark.parametrize(
    "piece",
    ["<a href='", "<!--", "<blockquote>", "<div>", "<table><tr><td>", "<b><p>", "<![CDATA[", "<", "&", "<style>"],
)
def test_hostile_html_is_read_in_linear_time(piece: str) -> None:
    start = time.process_time()
    parsed(mail(piece * (300_000 // len(piece)), Content_Type="text/html"))
    assert time.process_time() - start < 6


def test_attachments_are_listed_not_read() -> None:
    item = parsed(
        multipart(
            "mixed",
            "Content-Type: text/plain\n\nVoici.",
            'Content-Type: application/pdf; name="=?utf-8?Q?r=C3=A9sum=C3=A9.pdf?="\nContent-Transfer-Encoding: base64\n\nAAAA',
            "Content-Type: application/ms-tnef; name=winmail.dat\n\nxx",
            'Content-Type: text/plain\nContent-Disposition: attachment; filename="../../etc/notes.txt"\n\nsecret',
            "Content-Type: message/rfc822\n\nSubject: Incluse\n\ntexte",
        )
    )
    assert item.body == "Voici."
    assert [(one["name"], one["type"], one["size"]) for one in item.extra["attachments"]] == [
        ("résumé.pdf", "application/pdf", 3),
        ("winmail.dat", "application/ms-tnef", 2),
        ("notes.txt", "text/plain", 6),
        ("Incluse", "message/rfc822", -1),
    ]


def test_a_mail_that_only_encloses_another_shows_it() -> None:
    assert (
        parsed(multipart("mixed", "Content-Type: message/rfc822\n\nSubject: Incluse\n\nle texte")).body
        == "Incluse\n\nle texte"
    )


def test_an_invitation_is_readable() -> None:
    event = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Réunion\\, quai 3\nDTSTART:20250312T090000Z\nLOCATION:Lyon\nEND:VEVENT\nEND:VCALENDAR"
    item = parsed(multipart("mixed", f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{event}"))
    assert item.body == "Réunion, quai 3\n20250312T090000Z\nLyon"


def test_flowed_lines_are_joined() -> None:
    text = "Une phrase qui \ncontinue ici.\nUne autre.\n> citée et \n> suite\n-- \nAlice"
    item = parsed(mail(text, Content_Type="text/plain; format=flowed"))
    assert item.body.startswith("Une phrase qui continue ici.\nUne autre.")
    assert item.folded.endswith("-- \nAlice")


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("utf-8", b"d\xe9j\xe0", "déjà"),
        ("iso-8859-1", "déjà".encode(), "déjà"),
        ("us-ascii", b"10 \x80", "10 €"),
        ("n-importe-quoi", "déjà".encode(), "déjà"),
        ("punycode", b"abc-", "abc-"),
        ("iso-2022-jp", "駅".encode("iso-2022-jp"), "駅"),
        ("utf-16", "gare".encode("utf-16"), "gare"),
        ("zip", b"gare", "gare"),
    ],
)
def test_charsets_that_lie_are_read_as_well_as_can_be(charset: str, raw: bytes, text: str) -> None:
    head = f"From: alice@poste.test\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert parsed(head + raw).body == text


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\0" * 50, b"From: \n\n", b"Subject: x", mail("").encode(), b"\xff\xfe" * 20]
)
def test_nearly_nothing_is_still_something(raw: bytes) -> None:
    assert parsed(raw).body.strip("ÿþ") == ""


def test_deep_nesting_does_not_break_the_reading() -> None:
    raw = "Subject: profond\n" + "".join(
        f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(3000)
    )
    assert parsed(raw).title == "profond"


def test_a_mail_inside_a_mail_a_thousand_times_does_not_break_the_reading() -> None:
    assert parsed("Subject: profond\n" + "Content-Type: message/rfc822\n\n" * 3000).title == "profond"


def test_a_forwarded_mail_tells_who_wrote_it() -> None:
    text = "À vous.\n\n---------- Message transféré ---------\nDe : Zoé <zoe@poste.test>\nDate: 3 mars\nObjet : Sac perdu\nÀ : x@y.test\n\nJ'ai perdu mon sac."
    item = parsed(mail(text, Subject="TR: Sac perdu"))
    assert item.extra["forwarded"]["address"] == "zoe@poste.test"
    assert item.extra["forwarded"]["body"] == "J'ai perdu mon sac."
    assert item.body == text


def test_a_form_says_whom_to_answer() -> None:
    assert parsed(mail(From="site@example.test", Reply_To="Zoé <zoe@poste.test>")).extra["reply_to"] == [
        "zoe@poste.test"
    ]


def test_a_form_that_writes_with_our_own_address_is_a_question_of_its_visitor() -> None:
    item = parsed(mail(From="Le site <contact@example.test>", Reply_To="Zoé <zoe@poste.test>"))
    assert item.author is not None
    assert (item.author.remote_id, item.extra["direction"]) == ("zoe@poste.test", "in")


def on(day: int, mark: str, people: str = OWN, **more: str) -> Item:
    return parsed(
        mail(
            Subject=f"{mark}Objets trouvés",
            To=people,
            Message_ID=f"<m{day}@x>",
            Date=f"{day} Mar 2025 10:00:00 +0000",
            **more,
        )
    )


def test_an_answer_without_references_joins_the_same_subject_among_the_same_people() -> None:
    first, answer = follow([on(1, ""), on(2, "Re: ")])
    assert (answer.thread_id, answer.parent_id) == (first.remote_id, first.remote_id)


@pytest.mark.parametrize(
    "later", [on(2, ""), on(2, "Re: ", "autre@example.test"), on(2, "Re: ", In_Reply_To="<z@z>"), on(2, "TR: ")]
)
def test_the_same_subject_alone_joins_nothing(later: Item) -> None:
    first, second = follow([on(1, ""), later])
    assert second.thread_id != first.thread_id
