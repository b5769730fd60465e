"""From a post to whoever must hear of it: once, folded, in time, whatever the mail server does and wherever a process dies."""

from __future__ import annotations

import email
import itertools
import re
import time
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOON, seat_for, shows_places
from parvis.connectors.contract import Author, Item
from parvis.connectors.email.tests.cutting_proxy import cutting
from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, why_not
from parvis.connectors.email.tests.mail_servers import running as mail_running
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place
from parvis.core.models import Account, Brand, Delivery, Journal, Seat
from parvis.core.roles import Role
from parvis.core.webhooks import Wish, add_webhook
from parvis.engagement.actions import alerts as actions
from parvis.engagement.actions import telling
from parvis.engagement.actions.alerts import RuleDraft, add_alert_rule, remove_alert_rule
from parvis.engagement.actions.telling import Wanted
from parvis.engagement.models import Alert, AlertDelivery, AlertRule, Notice
from parvis.engagement.rules.alerts import Kind, Trigger
from parvis.engagement.rules.deliveries import LEASE, State
from parvis.flows import mailing
from parvis.flows.alerts import look, tell_due, try_rule
from parvis.flows.intake import take_in
from parvis.flows.watches import save
from parvis.listening.models import Burst, Watch

LOCMEM = {"MAILS": True, "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
NUMBERS = itertools.count()


def place_of(brand: Brand) -> Place:
    where = f"https://{brand.slug}.example/feed"
    return add_place(brand, NewPlace("feed", "feed", where, where, "Blog"), by=None, at=NOON)[0]


def talk(place: Place, number: int, at: datetime, words: str = "le train est en retard") -> None:
    author = Author("a", "Ana", followers=50)
    take_in(
        place, [Item(f"p{next(NUMBERS)}", f"t{next(NUMBERS)}", words, author=author, at=at) for _ in range(number)], at
    )


def rule_for(seat: Seat, watch: Watch | None, trigger: Trigger = Trigger(Kind.HIT), **more: Any) -> AlertRule:  # noqa: B008
    draft = RuleDraft("Retards", trigger, watch, **{"seats": [seat.pk], "mail": True, **more})
    return add_alert_rule(seat.brand, draft, by=seat.account, at=NOON)


def looked(rule: AlertRule, at: datetime) -> None:
    rule.refresh_from_db()
    look(rule, at)


@pytest.fixture
def watch(ines: Seat) -> Watch:
    return save(ines.brand, name="Retards", query="train", role="brand", by=ines.account, at=NOON)


@pytest.mark.django_db
@override_settings(**LOCMEM)
def test_one_alert_takes_in_what_follows_and_leaves_once(ines: Seat, watch: Watch) -> None:
    place, rule = place_of(ines.brand), rule_for(ines, watch)
    talk(place, 3, NOON + timedelta(minutes=1))
    looked(rule, NOON + timedelta(minutes=2))
    talk(place, 37, NOON + timedelta(minutes=10))
    for minutes in (11, 12):
        looked(rule, NOON + timedelta(minutes=minutes))
    alert = Alert.objects.get()
    assert (alert.figures["posts"], alert.more) == (3, 37)
    for minutes in (12, 13):
        tell_due(NOON + timedelta(minutes=minutes))
    [sent] = mail.outbox
    assert (sent.to, "37 de plus" in sent.body) == ([ines.account.email], True)
    assert f"/b/nocturne/alerts/{alert.pk}/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "text/html" in str(sent.message())
    assert Notice.objects.get(kind="alert").data["alert"] == alert.pk
    talk(place, 1, NOON + timedelta(minutes=62))
    looked(rule, NOON + timedelta(minutes=63))
    assert Alert.objects.count() == 2, "a new window, a new alert"
    assert Journal.objects.filter(verb="alert.raised").count() == 2


@pytest.mark.django_db
def test_the_past_that_a_new_watch_finds_alarms_nobody(ines: Seat, watch: Watch) -> None:
    rule = rule_for(ines, watch)
    talk(place_of(ines.brand), 5, NOON - timedelta(days=2))
    looked(rule, NOON + timedelta(minutes=1))
    assert not Alert.objects.exists()


@pytest.mark.django_db
@override_settings(**LOCMEM)
def test_quiet_hours_hold_mails_back_then_bring_them_together(ines: Seat, watch: Watch) -> None:
    telling.wish(ines, Wanted(quiet="hours", quiet_from=12 * 60, quiet_to=18 * 60), at=NOON)
    place, rule = place_of(ines.brand), rule_for(ines, watch)
    other = rule_for(ines, None, Trigger(Kind.WORD, words="retard*"))
    talk(place, 1, NOON + timedelta(minutes=1))
    for one in (rule, other):
        looked(one, NOON + timedelta(minutes=2))
    tell_due(NOON + timedelta(hours=4))
    assert mail.outbox == [], "noon in UTC is 13:00 in Paris"
    tell_due(NOON + timedelta(hours=5))
    assert [("2 alertes" in sent.subject, sent.body.count("/alerts/")) for sent in mail.outbox] == [(True, 2)]


@pytest.mark.django_db
@override_settings(**LOCMEM)
def test_one_press_silences_a_rule_for_whoever_got_its_mail(ines: Seat, watch: Watch) -> None:
    place = place_of(ines.brand)
    rule = rule_for(ines, watch, addresses=["presse@agence.example"])
    talk(place, 1, NOON + timedelta(minutes=1))
    looked(rule, NOON + timedelta(minutes=2))
    tell_due(NOON + timedelta(minutes=2))
    theirs = next(sent for sent in mail.outbox if sent.to == ["presse@agence.example"])
    path = re.sub(r"^<https?://[^/]+|>$", "", theirs.extra_headers["List-Unsubscribe"])
    visitor = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert b"No more mail of this?" in visitor.get(path).content, "a look silences nothing"
    assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert visitor.get(path[:-3] + "xyz").status_code == 404
    talk(place, 1, NOON + timedelta(hours=2))
    looked(rule, NOON + timedelta(hours=2))
    tell_due(NOON + timedelta(hours=2))
    assert Counter(str(sent.to[0]) for sent in mail.outbox) == {ines.account.email: 2, "presse@agence.example": 1}


@pytest.mark.django_db
@override_settings(**LOCMEM)
def test_a_guest_hears_of_the_places_that_they_see_only(ines: Seat, watch: Watch) -> None:
    place = place_of(ines.brand)
    guest = seat_for(ines.brand, Role.AGENCY_GUEST)
    rule = rule_for(guest, watch)
    talk(place, 1, NOON + timedelta(minutes=1))
    looked(rule, NOON + timedelta(minutes=2))
    assert not Notice.objects.exists()
    assert set(AlertDelivery.objects.values_list("state", flat=True)) == {State.LEFT}
    shows_places(guest)
    talk(place, 1, NOON + timedelta(hours=2))
    looked(rule, NOON + timedelta(hours=2))
    tell_due(NOON + timedelta(hours=2))
    assert "1 " not in mail.outbox[0].subject, "no figure of the whole"


@pytest.mark.django_db
def test_a_webhook_is_handed_the_alert_once_with_its_posts(
    ines: Seat, watch: Watch, tmp_path: Any, settings: Any
) -> None:
    settings.DATA = tmp_path
    owner = seat_for(ines.brand, Role.OWNER)
    hook, _secret = add_webhook(
        ines.brand, Wish("chat", "https://chat.example/", ["case"]), last_hit=0, by=owner.account, at=NOON
    )
    rule = rule_for(ines, watch, webhook=hook, mail=False)
    talk(place_of(ines.brand), 2, NOON + timedelta(minutes=1))
    for minutes in (2, 3):
        looked(rule, NOON + timedelta(minutes=minutes))
    told = Delivery.objects.get(topic="alert.raised")
    assert (told.state, len(told.payload["data"]["posts"])) == ("waiting", 2)


@pytest.mark.django_db
def test_trying_a_rule_keeps_nothing_and_counts_what_was(ines: Seat, watch: Watch) -> None:
    place = place_of(ines.brand)
    for hours in range(5):
        talk(place, 12, NOON + timedelta(hours=3 * hours))
    draft = RuleDraft("Foule", Trigger(Kind.VOLUME, 10, 1), watch, seats=[ines.pk], a_day=3)
    seen = try_rule(ines.brand, draft, NOON + timedelta(days=1))
    assert (seen.at_once, seen.digest) == (4, 1), "the fifth of the day would wait for the digest"
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_a_burst_is_told_once_however_long_it_lasts_and_noise_never(ines: Seat, watch: Watch) -> None:
    rule = rule_for(ines, watch, Trigger(Kind.BURST))
    said = {"brand": ines.brand, "watch": watch, "sources": "forum", "observed": 40, "expected": 6.0, "score": 9.0}
    burst = Burst.objects.create(
        kind="surge", since=NOON, until=NOON + timedelta(hours=60), found_at=NOON, changed_at=NOON, **said
    )
    for hours in (1, 2, 30, 50):
        looked(rule, NOON + timedelta(hours=hours))
    assert Alert.objects.get().figures == {"posts": 40, "usual": 6.0, "burst": burst.pk}
    Burst.objects.update(verdict="noise")
    Alert.objects.all().delete()
    looked(rule, NOON + timedelta(hours=51))
    assert not Alert.objects.exists()


# The way out, with faults -------------------------------------------------------------------------------------------


class Died(BaseException):
    """kill -9: nothing after it runs, nothing catches it."""


class Server:
    """A mail server that counts, by alert and recipient, what it has taken."""

    def __init__(self) -> None:
        self.fault, self.taken = "ok", Counter[tuple[str, str]]()

    def open(self) -> None:
        if self.fault == "no line":
            raise OSError("refused")

    def send_messages(self, messages: list[Any]) -> int:
        fault = self.fault
        if fault == "refuses":
            raise SMTPDataError(550, b"no")
        if fault == "dies before":
            raise Died
        if fault != "breaks before":
            for message in messages:
                for alert in re.findall(r"/alerts/(\d+)/", message.body):
                    self.taken[alert, message.to[0]] += 1
        if fault in ("breaks before", "breaks after"):
            raise SMTPServerDisconnected("gone")
        if fault == "dies after":
            raise Died
        return len(messages)

    def close(self) -> None:
        if self.fault == "bad goodbye":
            raise SMTPServerDisconnected("gone")


FAULTS = ["ok", "no line", "refuses", "dies before", "dies after", "breaks before", "breaks after", "bad goodbye"]


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(FAULTS), st.integers(1, 200), st.sampled_from(["", "talk", "dies", "silence"])),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_nothing_is_lost_and_nothing_leaves_twice(db: None, steps: list[tuple[str, int, str]]) -> None:
    number = next(NUMBERS)
    brand = Brand.objects.create(name="N", slug=f"n{number}", created_at=NOON)
    account = Account.objects.create(email=f"i{number}@n.example", name="Inès", created_at=NOON)
    seat = Seat.objects.create(account=account, brand=brand, role=Role.MANAGER, created_at=NOON)
    watch = save(brand, name="W", query="train", role="topic", by=account, at=NOON)
    rule = rule_for(seat, watch, window=5, a_day=3, addresses=["x@y.example"])
    place, server, at = place_of(brand), Server(), NOON
    with override_settings(MAILS=True), patch.object(mailing, "get_connection", return_value=server):
        for fault, minutes, event in steps:
            at += timedelta(minutes=minutes)
            server.fault = fault
            if event:
                talk(place, 1, at - timedelta(seconds=1))
            if event == "dies":  # between what was heard and what was told: the transaction is not kept
                with patch.object(actions, "_tell_all", side_effect=Died), suppress(Died):
                    looked(rule, at)
            looked(rule, at)
            if event == "silence":
                telling.quieten(rule, "mail:x@y.example", at=at)
            with suppress(Died):
                tell_due(at)
        server.fault = "ok"
        tell_due(at + LEASE + timedelta(days=2))
        tell_due(at + LEASE + timedelta(days=2))
    rows = list(AlertDelivery.objects.filter(brand=brand, channel="mail"))
    assert max(server.taken.values(), default=0) <= 1, "nothing leaves twice"
    ends = {State.SENT, State.UNKNOWN, State.FAILED, State.LEFT}
    assert {row.state for row in rows} <= ends, "nothing is left lying"
    for row in rows:
        to = account.email if row.seat_id else "x@y.example"
        taken = server.taken[str(row.alert_id), to]
        assert row.state != State.SENT or taken == 1, "what is called sent was taken"
        assert row.state != State.FAILED or taken == 0, "what failed surely did not leave"
    heard = {pk for alert in Alert.objects.filter(brand=brand) for pk in alert_posts(alert)}
    assert len(heard) == sum(bool(event) for _f, _m, event in steps), "every post stands in an alert"


def alert_posts(alert: Alert) -> list[int]:
    from parvis.engagement.models import AlertPost

    return list(AlertPost.objects.filter(alert=alert).values_list("post_id", flat=True))


@pytest.mark.django_db
@override_settings(MAILS=False)
def test_a_house_without_a_mail_server_says_so_and_a_person_sends_it_again(ines: Seat, watch: Watch) -> None:
    rule = rule_for(ines, watch)
    talk(place_of(ines.brand), 1, NOON + timedelta(minutes=1))
    looked(rule, NOON + timedelta(minutes=2))
    at = NOON + timedelta(minutes=2)
    for _ in range(6):
        tell_due(at)
        at += timedelta(hours=3)
    row = AlertDelivery.objects.get(channel="mail")
    assert (row.state, "PARVIS_SMTP" in str(row.problem)) == (State.FAILED, True)
    telling.send_alert_again(row, by=ines.account, at=at)
    with override_settings(**LOCMEM):
        tell_due(at)
    assert len(mail.outbox) == 1
    with pytest.raises(telling.NotToSend):
        telling.send_alert_again(row, by=ines.account, at=at)
    remove_alert_rule(rule, by=ines.account, at=at)
    assert Alert.objects.count() == 1, "what it raised stays"


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
def test_on_a_real_mail_server_a_cut_line_is_in_doubt_and_a_whole_one_arrives(ines: Seat, watch: Watch) -> None:
    reason = why_not()
    if reason:
        pytest.skip(f"no real mail servers: {reason}")
    Account.objects.filter(pk=ines.account_id).update(email=f"alice@{DOMAIN}")
    rule = rule_for(ines, watch)
    talk(place_of(ines.brand), 1, NOON + timedelta(minutes=1), "le train « de nuit » <b>gelé</b>")
    looked(rule, NOON + timedelta(minutes=2))
    with mail_running() as servers, cutting(servers.smtp, "after the dot") as proxy:
        smtp = {
            "MAILS": True, "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "localhost",
            "EMAIL_HOST_USER": "contact", "EMAIL_HOST_PASSWORD": PASSWORD, "EMAIL_TIMEOUT": 5,
            "DEFAULT_FROM_EMAIL": f"contact@{DOMAIN}",
        }  # fmt: skip
        servers.empty("alice")
        with override_settings(**smtp, EMAIL_PORT=proxy.port):
            tell_due(NOON + timedelta(minutes=2))
        row = AlertDelivery.objects.get(channel="mail")
        assert (row.state, row.due_at) == (State.UNKNOWN, None), "it may have left: nobody sends it again but a person"
        telling.send_alert_again(row, by=ines.account, at=NOON + timedelta(minutes=3))
        with override_settings(**smtp, EMAIL_PORT=servers.smtp):
            tell_due(NOON + timedelta(minutes=3))
        row.refresh_from_db()
        assert row.state == State.SENT
        came = arrived(servers, 2)
    assert [part.get_content_type() for part in came.iter_parts()] == ["text/plain", "text/html"]
    html = came.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;" in html.get_content() or "<b>gelé" not in html.get_content()


def arrived(servers: Any, number: int) -> EmailMessage:
    """The last of so many mails in Alice's box."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = sorted(path for path in servers.maildir("alice").glob("new/*"))
        if len(found) >= number:
            return email.message_from_bytes(found[-1].read_bytes(), policy=policy.default)
        time.sleep(0.1)
    raise AssertionError("no mail came")
