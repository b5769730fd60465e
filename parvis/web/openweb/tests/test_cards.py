"""What a topic tells of itself to other sites: its picture, its kind, and ways to pass its address on."""

import io
import json
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from conftest import NOON
from parvis.community.actions.happenings import HappeningForm, call_off, set_happening
from parvis.community.actions.questions import accept
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind
from parvis.web.openweb.drawing import Told, drawn, readable
from tests.square import Square


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def data_of(page: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])
    return told


def opened(topic) -> str:
    return Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()


def test_a_drawing_fits_any_title_and_is_quick():
    for title in ("Où l’été ?", "mot " * 50, "m" * 200, "", "日本語 🎉", "שלום"):
        assert Image.open(io.BytesIO(drawn(Told(title, "Entraide", "La place", "2 messages")))).size == (1200, 630)
    told = Told("Où trouver une bougie « qui sent l’été » ?", "Questions", "La place", "12 messages · 5 voix")
    cost = []
    for _ in range(5):
        before = time.process_time()
        drawn(told)
        cost.append(time.process_time() - before)
    assert min(cost) < 0.06, cost


def test_no_letter_is_drawn_as_a_box():
    assert readable("Ŵ 🎉 日本 ğ\u202f!") == "W g !"


@pytest.mark.django_db
def test_a_public_topic_has_a_picture_and_a_closed_one_none(square, settings, tmp_path):
    settings.DATA = tmp_path
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Une bougie à l’été")
    at = re.search(r'og:image" content="http://testserver([^"]+)"', opened(topic))
    assert at is not None
    asked = Client()
    picture = asked.get(at[1])
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert "public" in picture.headers["Cache-Control"]
    assert picture.content == asked.get(at[1]).content
    square.answer(topic, lea, "Encore.")
    again = re.search(r'og:image" content="http://testserver([^"]+)"', opened(topic))
    assert again is not None
    assert again[1] != at[1], "what changed has another address"
    asked.get(again[1])
    assert len(list(tmp_path.glob("cards/*/*.png"))) == 1, "the former one goes"
    closed = square.topic(square.space("Serre", Access.MEMBERS), lea, "Au chaud")
    inside = Client()
    inside.force_login(lea.account)
    assert "og:image" not in inside.get(f"/c/nocturne/t/{closed.slug}/{closed.pk}").content.decode()
    for client in (asked, inside):
        assert client.get(f"/c/nocturne/cards/{closed.pk}-0123456789abcdef.png").status_code == 404
        assert client.get(f"/c/nocturne/topics/{closed.pk}/share").status_code == 404


@pytest.mark.django_db
def test_a_question_tells_its_answers(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Questions", kind=Kind.QUESTIONS), lea, "Comment </script> éteindre ?")
    first, second = square.answer(topic, tom, "En **soufflant**."), square.answer(topic, tom, "Avec un éteignoir.")
    accept(topic, second, by=lea, at=NOON)
    told = data_of(opened(topic))
    assert told["@type"] == "QAPage"
    question = told["mainEntity"]
    assert (question["name"], question["answerCount"]) == ("Comment </script> éteindre ?", 2)
    assert question["acceptedAnswer"]["text"] == "Avec un éteignoir."
    assert [one["text"] for one in question["suggestedAnswer"]] == ["En soufflant."]
    assert question["suggestedAnswer"][0]["url"].endswith(f"/{topic.pk}/{first.seq}")


@pytest.mark.django_db
def test_an_event_tells_when_where_and_how_many_seats_are_left(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Rendez-vous", kind=Kind.EVENTS), lea, "Atelier")
    form = HappeningForm(
        NOON, NOON + timedelta(hours=2), "Europe/Paris", place="Lyon", online="https://visio.example/secret", seats=12
    )
    set_happening(topic, form, by=lea.account, at=NOON)
    page = opened(topic)
    told = data_of(page)
    assert (told["@type"], told["remainingAttendeeCapacity"]) == ("Event", 12)
    assert told["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert told["eventStatus"].endswith("EventScheduled")
    assert "visio.example" not in json.dumps(told), "the link is for who has a seat"
    call_off(topic, by=lea.account, at=NOON)
    assert data_of(opened(topic))["eventStatus"].endswith("EventCancelled")


@pytest.mark.django_db
def test_an_address_is_passed_on_by_plain_links(square):
    topic = square.topic(square.space("Entraide"), square.member("lea"), "Bougie & mèche")
    way = f"/c/nocturne/topics/{topic.pk}/share"
    assert f'href="{way}"' in opened(topic)
    page = Client().get(way).content.decode()
    assert "mailto:?subject=Bougie%20%26%20m%C3%A8che" in page
    assert "https://bsky.app/intent/compose?text=Bougie" in page
    known = Client().get(way, {"server": "@lea@Piaille.fr"}).content.decode()
    assert "https://piaille.fr/share?text=" in known
    for trick in ("javascript:alert(1)", "evil.example/x", "a b.example", "127.1"):
        assert "/share?text=" not in Client().get(way, {"server": trick}).content.decode()
