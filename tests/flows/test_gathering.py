"""Events: seats go round in order and once, hours are those of the place, reminders leave once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core import mail
from django.db import connection

from conftest import NOON
from parvis.community.actions.happenings import HappeningForm, TooLate, answer, call_off, set_happening
from parvis.community.models import Coming, Happening, Topic
from parvis.community.queries.happenings import ROWS, upcoming
from parvis.community.queries.house import forget
from parvis.community.rules.access import NOBODY
from parvis.community.rules.happenings import Answer
from parvis.community.rules.kinds import Kind
from parvis.flows import gathering
from parvis.web.kinds.event_forms import SetForm
from tests.square import Square

DAY = timedelta(days=1)


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def form(starts=NOON + 7 * DAY, seats=2, **more) -> HappeningForm:
    return HappeningForm(starts, starts + timedelta(hours=2), "Europe/Paris", seats=seats, **more)


@pytest.fixture
def event(square, ines):
    topic = square.topic(square.space("Agenda", kind=Kind.EVENTS), square.member("ines", ines.account), "Atelier")
    gathering.plan(topic, form(), by=ines.account, at=NOON)
    return topic


def seats(topic: Topic) -> dict[str, str]:
    return dict(Coming.objects.filter(topic=topic).order_by("turn").values_list("member__handle", "seat"))


def counted(topic: Topic) -> None:
    what = Happening.objects.get(topic=topic)
    held = Coming.objects.filter(topic=topic)
    assert (what.taken, what.waiting) == (held.filter(seat="in").count(), held.filter(seat="waiting").count())


def test_a_seat_that_comes_free_goes_to_the_first_who_waits(square, event, ines):
    lea, tom, zoe, max_ = (square.member(name) for name in ("lea", "tom", "zoe", "max"))
    for who in (lea, tom, zoe, max_, zoe):
        answer(event, who, Answer.YES, at=NOON)
    assert seats(event) == {"lea": "in", "tom": "in", "zoe": "waiting", "max": "waiting"}
    _coming, seated = answer(event, tom, Answer.NO, at=NOON)
    assert [one.member_id for one in seated] == [zoe.pk]
    answer(event, tom, Answer.YES, at=NOON)
    assert seats(event) == {"lea": "in", "zoe": "in", "max": "waiting", "tom": "waiting"}, "who leaves goes to the end"
    counted(event)
    set_happening(event, form(seats=3), by=ines.account, at=NOON)
    assert seats(event)["max"] == "in"
    set_happening(event, form(seats=1), by=ines.account, at=NOON)
    assert list(seats(event).values()).count("in") == 3, "nobody is sent away"
    counted(event)
    call_off(event, by=ines.account, at=NOON)
    with pytest.raises(TooLate):
        answer(event, lea, Answer.NO, at=NOON)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_of_answers_counts_hold_and_nobody_overtakes(square, event, seed):
    drawn, members = Random(seed), [square.member(f"m{n}") for n in range(6)]
    for _step in range(30):
        answer(event, drawn.choice(members), drawn.choice(list(Answer)), at=NOON)
        counted(event)
        held = Coming.objects.filter(topic=event, answer="yes").order_by("turn").values_list("seat", flat=True)
        assert list(held) == (["in"] * 2 + ["waiting"] * 6)[: len(held)]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_share_the_seats_once(square, event):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: there is no same instant, and tests keep it in memory")
    members = [square.member(f"m{n}") for n in range(8)]

    def press(step) -> None:
        try:
            answer(event, *step, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(press, [(who, Answer.YES) for who in members] * 2))
    assert list(seats(event).values()).count("in") == 2
    counted(event)
    first = [one for one in members if seats(event)[one.handle] == "in"]
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(press, [(who, Answer.NO) for who in first] * 2))
    held = list(Coming.objects.filter(topic=event, answer="yes").order_by("turn").values_list("seat", flat=True))
    assert held == ["in", "in", *["waiting"] * 4]
    counted(event)


def test_who_has_a_seat_is_reminded_once_before_it_begins(square, event, ines, monkeypatch, settings):
    settings.MAILS = True
    lea, tom, zoe = (square.member(name) for name in ("lea", "tom", "zoe"))
    for who in (lea, tom, zoe):
        answer(event, who, Answer.YES, at=NOON)
    due, asked = NOON + 6 * DAY, []
    monkeypatch.setattr(gathering, "enqueue", lambda task, **more: asked.append((task, more)))
    gathering.plan(event, form(), by=ines.account, at=NOON)
    assert [(task, more["run_at"]) for task, more in asked] == [
        (gathering.remind, due), (gathering.end, NOON + 7 * DAY + timedelta(hours=2)),
        (gathering.clear, NOON + 37 * DAY + timedelta(hours=2)),
    ]  # fmt: skip
    asked.clear()
    monkeypatch.setattr(gathering, "now", lambda: NOON)
    gathering.remind(topic_id=event.pk)
    assert asked == [], "too early"
    monkeypatch.setattr(gathering, "now", lambda: due)
    tom.left_at = NOON
    tom.save()
    for _twice in range(2):
        gathering.remind(topic_id=event.pk)
        for _task, more in asked:
            gathering.remind_one(coming_id=more["coming_id"])
    assert [letter.to for letter in mail.outbox] == [["lea@nocturne.test"]]
    assert "Atelier" in mail.outbox[0].subject
    assert "13:00 (Europe/Paris)" in mail.outbox[0].body
    assert Coming.objects.filter(reminded_at=due).count() == 2
    version = Topic.objects.get(pk=event.pk).version
    monkeypatch.setattr(gathering, "now", lambda: NOON + 8 * DAY)
    gathering.end(topic_id=event.pk)
    assert Topic.objects.get(pk=event.pk).version == version + 1
    Coming.objects.filter(member=lea).update(told=[["Allergies", "noix"]])
    for day, kept in ((30, [["Allergies", "noix"]]), (38, [])):
        monkeypatch.setattr(gathering, "now", lambda day=day: NOON + day * DAY)
        gathering.clear(topic_id=event.pk)
        assert Coming.objects.get(member=lea).told == kept


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "meant"),
    [
        ("Europe/Paris", "2026-10-24T18:00", "2026-10-25T18:00", timedelta(hours=25)),
        ("Europe/Paris", "2026-03-28T18:00", "2026-03-29T18:00", timedelta(hours=23)),
        ("America/Montreal", "2026-10-24T18:00", "2026-10-25T18:00", timedelta(hours=24)),
        ("Europe/Paris", "2026-03-29T02:30", "2026-03-29T05:00", None),
        ("Europe/Paris", "2026-10-25T02:30", "2026-10-25T05:00", None),
        ("Europe/Paris", "2026-05-01T12:00", "2026-05-01T11:00", None),
        ("Mars/Olympus", "2026-05-01T12:00", "2026-05-01T13:00", None),
        ("Europe/Paris", "demain", "2026-05-01T13:00", None),
    ],
)
def test_hours_are_those_of_the_place_and_doubtful_ones_are_refused(zone, starts, ends, meant):
    told = SetForm({"timezone": zone, "starts": starts, "ends": ends, "seats": "0", "asks": "Allergies\nPrénom *"})
    assert told.is_valid() is (meant is not None)
    if meant is not None:
        made = told.happening()
        assert made.ends_at.astimezone(UTC) - made.starts_at.astimezone(UTC) == meant
        assert list(made.asks) == [("Allergies", False), ("Prénom", True)]


def test_events_to_come_are_listed_by_key_the_next_first(square, ines):
    room, host = square.space("Agenda", kind=Kind.EVENTS), square.member("ines", ines.account)
    for n in range(ROWS + 4):
        topic = square.topic(room, host, f"Soirée {n}")
        starts = datetime(2026, 4, 1, 18, tzinfo=UTC) + (n // 2) * DAY
        set_happening(topic, form(starts if n else NOON - DAY), by=ines.account, at=NOON)
    house = square.house
    first = upcoming(house, [room.pk], at=NOON, after=None)
    last = first[ROWS - 1]
    rest = upcoming(house, [room.pk], at=NOON, after=(last.starts_at, last.topic_id))
    listed = [one.topic_id for one in first[:ROWS] + rest]
    assert listed == list(
        Happening.objects.filter(ends_at__gt=NOON).order_by("starts_at", "pk").values_list("pk", flat=True)
    )
    assert len(listed) == ROWS + 3
    assert upcoming(house, house.readable(NOBODY) - {room.pk}, at=NOON, after=None) == []
