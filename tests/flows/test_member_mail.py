"""What members are told by mail: later, together, at most once, never what they have read; and answered by mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email import message_from_string
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from conftest import NOON
from parvis.community.actions.mailed import keep_answers
from parvis.community.actions.notice_wishes import Read, unsubscribe, wish
from parvis.community.actions.notices import read_in
from parvis.community.actions.signs import react
from parvis.community.actions.ties import hear_topic
from parvis.community.models import MailedAnswer, MemberLetter, NoticeConsent, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.notices import wishes_of
from parvis.community.rules.access import Access
from parvis.community.rules.notices import Channel, Kind, Rhythm, Wishes
from parvis.community.rules.reactions import Reaction
from parvis.community.rules.ties import Level
from parvis.connectors.email.parse import parse_mail
from parvis.conversations.models import Place, Post
from parvis.flows import member_mail
from parvis.flows.answers_by_mail import take_answer
from parvis.flows.mailed import told_apart
from parvis.flows.member_mail import mail_due
from parvis.flows.telling import tell_post
from tests.square import Square

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=11)
BY_HAND = Read("page", {"mail": "Tell me by mail.", "digest": "A digest every week."}, None)


@pytest.fixture
def square(brand, settings) -> Square:
    forget()
    settings.MAILS, settings.HOUSE = True, "https://h.test"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return Square(brand, NOON)


def test_two_answers_leave_in_one_mail_after_a_while_and_once(square):
    lea, tom, mia = (square.member(name) for name in ("lea", "tom", "mia"))
    topic = square.topic(square.space("Entraide"), lea, "La mèche")
    tell_post(square.answer(topic, tom, "Plus courte.").pk, NOON)
    tell_post(square.answer(topic, mia, "@lea bien sûr.").pk, NOON)
    react(topic, Post.objects.get(seq=1), tom, Reaction.LIKE, at=NOON)
    assert mail_due(NOON + timedelta(minutes=9)) == 0
    assert [mail_due(LATER), mail_due(LATER)] == [1, 0]
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["lea@nocturne.test"], "[La place] 2 choses vous concernent")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://h.test/c/nocturne/t/la-meche/" in sent.body
    assert "Reply-To" not in sent.extra_headers
    assert MemberLetter.objects.get().state == "sent"


def test_what_was_read_meanwhile_is_not_mailed(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "La mèche")
    tell_post(square.answer(topic, tom, "Plus courte.").pk, NOON)
    read_in(topic.pk, lea.pk, 1, at=NOON)
    assert read_in(topic.pk, lea.pk, 2, at=NOON) == 1
    assert mail_due(LATER) == 0


def test_where_the_line_breaks_nobody_sends_it_again(square, monkeypatch):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "La mèche")
    tell_post(square.answer(topic, tom, "Plus courte.").pk, NOON)

    def dies(_mail):
        raise KeyboardInterrupt

    monkeypatch.setattr(member_mail, "post", dies)
    with pytest.raises(KeyboardInterrupt):
        mail_due(LATER)
    assert MemberLetter.objects.get().state == "sending"
    monkeypatch.undo()
    assert mail_due(LATER + timedelta(minutes=10)) == 0
    assert MemberLetter.objects.get().state == "unknown"


def test_at_quiet_hours_it_waits_for_the_morning_of_its_reader(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "La mèche")
    quiet = replace(wishes_of(lea, "Europe/Paris"), zone="Pacific/Noumea", quiet=(time(21), time(7)))
    wish(lea, quiet, read=BY_HAND, zone="Europe/Paris", at=NOON)
    tell_post(square.answer(topic, tom, "Plus courte.").pk, NOON)
    morning = datetime(2026, 3, 3, 7, tzinfo=ZoneInfo("Pacific/Noumea")).astimezone(UTC)
    assert [mail_due(LATER), mail_due(morning - timedelta(minutes=1)), mail_due(morning)] == [0, 0, 1]


def test_each_change_of_mind_is_kept_with_the_words_that_were_read(square):
    lea = square.member("lea")
    kinds = {**wishes_of(lea, "UTC").kinds, Channel.MAIL: frozenset({Kind.MENTION, Kind.WATCHED})}
    wish(lea, Wishes("UTC", None, kinds, Rhythm.WEEKLY), read=BY_HAND, zone="UTC", at=NOON)
    unsubscribe(lea, frozenset(Kind), digest=True, read=Read("link", {"mail": "No more."}, None), zone="UTC", at=LATER)
    acts = list(NoticeConsent.objects.order_by("pk").values_list("channel", "about", "given", "way", "wording"))
    assert ("mail", "watched", True, "page", "Tell me by mail.") in acts
    assert ("digest", "weekly", True, "page", "A digest every week.") in acts
    assert acts[-3:] == [
        ("mail", "mention", False, "link", "No more."),
        ("mail", "watched", False, "link", "No more."),
        ("digest", "weekly", False, "link", ""),
    ]
    before = len(acts)
    unsubscribe(lea, frozenset(Kind), digest=True, read=BY_HAND, zone="UTC", at=LATER)
    assert NoticeConsent.objects.count() == before


def test_a_digest_tells_what_moved_and_was_not_read_and_nothing_otherwise(square):
    lea, tom = square.member("lea"), square.member("tom")
    weekly = replace(wishes_of(lea, "Europe/Paris"), rhythm=Rhythm.WEEKLY)
    wish(lea, weekly, read=BY_HAND, zone="Europe/Paris", at=NOON)
    due = NOON + timedelta(days=7)
    assert mail_due(due) == 0
    square.at = due + timedelta(hours=1)
    room = square.space("Entraide")
    topic, muted = square.topic(room, tom, "La mèche"), square.topic(room, tom, "Le vacarme")
    square.answer(topic, tom, "Encore.")
    hear_topic(lea, muted, Level.MUTED)
    square.topic(square.space("Serre", Access.SECRET), tom, "Le secret")
    assert [
        mail_due(due + timedelta(days=6)),
        mail_due(due + timedelta(days=8)),
        mail_due(due + timedelta(days=8)),
    ] == [0, 1, 0]
    [sent] = mail.outbox
    assert "La mèche" in sent.body
    assert "Entraide · 1 réponse" in sent.body
    assert "vacarme" not in sent.body
    assert "secret" not in sent.body


def answered(
    sent, sender: str, words: str = "Merci !\n\nLe 2 mars 2026 à 12:00, La place <p@h.test> a écrit :\n> Plus courte.\n"
):
    """What a mail program makes of an answer, as the connector reads it."""
    raw = (
        f"From: {sender}\r\nTo: place@nocturne.test\r\nSubject: Re: {sent.subject}\r\nMessage-ID: <a1@x.test>\r\n"
        f"In-Reply-To: {sent.extra_headers['Message-ID']}\r\nDate: Mon, 2 Mar 2026 13:00:00 +0000\r\n\r\n{words}"
    )
    assert message_from_string(raw)["In-Reply-To"]
    parsed = parse_mail(raw.encode(), own="place@nocturne.test", now=NOON)
    assert parsed.item is not None
    return told_apart("email", [parsed.item])


@pytest.fixture
def told(square):
    Place.objects.create(
        brand=square.brand, network="email", kind="mailbox", address="place@nocturne.test", remote_id="box", name="Box",
        created_at=NOON,
    )  # fmt: skip
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "La mèche")
    post = square.answer(topic, tom, "Plus courte.")
    tell_post(post.pk, NOON)
    mail_due(LATER)
    [sent] = mail.outbox
    assert sent.extra_headers["Reply-To"] == "place@nocturne.test"
    return topic, post, sent


def test_an_answer_by_mail_stands_in_the_topic_once_without_what_it_quotes(square, told):
    topic, post, sent = told
    answers, others = answered(sent, "Lea <lea@nocturne.test>")
    assert others == []
    for _twice in range(2):
        keep_answers(square.brand.pk, answers, at=LATER)
        assert take_answer(MailedAnswer.objects.get().pk, LATER)
    made = Post.objects.get(thread_id=topic.pk, seq=3)
    assert (made.text, made.parent_id, made.author) == ("Merci !", post.pk, post.thread.author)
    assert not MailedAnswer.objects.exists()


@pytest.mark.parametrize("why", ["another sender", "closed", "nothing said"])
def test_what_is_not_taken_is_said_once_a_day(square, told, why):
    topic, _post, sent = told
    if why == "closed":
        Topic.objects.filter(pk=topic.pk).update(closed_at=NOON)
    sender = "mallory@x.test" if why == "another sender" else "lea@nocturne.test"
    answers, _others = answered(sent, sender, "  \n" if why == "nothing said" else "Oui.")
    for _twice in range(2):
        keep_answers(square.brand.pk, answers, at=LATER)
        assert not take_answer(MailedAnswer.objects.get().pk, LATER)
    assert Post.objects.filter(thread_id=topic.pk).count() == 2
    assert [one.to for one in mail.outbox[1:]] == [["lea@nocturne.test"]]


def test_a_mail_whose_signature_is_not_ours_stays_a_mail(told):
    _topic, _post, sent = told
    sent.extra_headers["Message-ID"] = sent.extra_headers["Message-ID"].replace("re.", "re.9", 1)
    answers, others = answered(sent, "lea@nocturne.test")
    assert (answers, len(others)) == ([], 1)
