"""A second reader behind an address: it reads what arrives, within its budget, and fails without harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from parvis.analysis.backends.tests.fake import Model, served
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.second import Wish, end_reader, spend
from parvis.conversations.models import Place, Post, Reading, SecondReader
from parvis.conversations.rules import KEPT_BACK
from parvis.core.models import Brand, Credential, Seat
from parvis.flows.correct import correct_mood
from parvis.flows.intake import take_in
from parvis.flows.second import read_some, refusals, start_second
from parvis.listening.actions import save_watch
from parvis.listening.models import WatchHour

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    with served(Model()) as running:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        yield running
        assert running.wrong == [], "asked for what the API does not describe"


@pytest.fixture
def place(brand: Brand) -> Place:
    address = "https://b.example/f"
    return add_place(brand, NewPlace("feed", "feed", address, address, "Blog"), by=None, at=NOON)[0]


def begin(brand: Brand, ines: Seat, model: Model, tokens: int = 100_000) -> SecondReader:
    wish = Wish("chat", "m-1", model.address, "sk-secret", tokens)
    return start_second(brand, wish, by=ines.account, at=NOON)


def says(place: Place, *texts: str) -> list[Post]:
    items = [
        Item(f"p{n}", f"t{n}", text, author=Author("zoe", "Zoé Martin", "@zm"), at=NOON) for n, text in enumerate(texts)
    ]
    take_in(place, items, NOON)
    return list(Post.objects.order_by("pk"))


def health(reader: SecondReader) -> str:
    reader.refresh_from_db()
    return str((reader.problem or {}).get("text", ""))


def test_it_reads_what_arrives_after_the_heads_and_figures_follow(
    brand: Brand, ines: Seat, place: Place, model: Model
) -> None:
    save_watch(brand, name="Nuit", query="nocturne", role="brand", by=None, at=NOON)
    reader = begin(brand, ines, model)
    posts = says(place, "Nocturne, honte d’avoir douté, Zoé Martin, 06 12 34 56 78", "Nocturne part à midi.")
    correct_mood(posts[1], "positive", by=ines.account, at=NOON)
    before = WatchHour.objects.get().negative - (posts[0].reading.sentiment == "negative")

    assert read_some(reader.pk, NOON) is False  # fewer than a batch: nothing is left
    assert [[post["post"] for post in asked] for asked in model.asked] == [
        ["Nocturne, honte d’avoir douté, [name], [number]"]
    ]
    assert model.keys == ["Bearer sk-secret"]
    assert b"sk-secret" not in bytes(Credential.objects.get().sealed)
    first, second = Reading.objects.order_by("pk")
    assert (first.sentiment, first.model, first.intents[0]["label"]) == ("negative", "chat:m-1", "complaint")
    assert (second.sentiment, second.model != "chat:m-1") == ("positive", True)
    assert WatchHour.objects.get().negative == before + 1
    reader.refresh_from_db()
    assert (reader.spent, reader.answered, reader.problem) == (120, 1, None)
    assert read_some(reader.pk, NOON) is False
    assert len(model.asked) == 1


@pytest.mark.parametrize("trouble", ["error", "garbage", "gone", "refused"])
def test_whatever_it_fails_at_the_heads_reading_stays_and_the_reason_is_kept(
    brand: Brand, ines: Seat, place: Place, model: Model, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = begin(brand, ines, model)
    says(place, "Quelle honte")
    before = Reading.objects.values().get()
    if trouble == "error":
        model.status = 500
    elif trouble == "garbage":
        model.say = lambda _posts: "I cannot help with that"
    elif trouble == "gone":
        SecondReader.objects.update(address="http://127.0.0.1:9/v1")
    else:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "")
    assert read_some(reader.pk, NOON) is False
    assert Reading.objects.values().get() == before
    assert health(reader)


def test_a_budget_that_is_spent_waits_for_tomorrow(brand: Brand, ines: Seat, place: Place, model: Model) -> None:
    reader = begin(brand, ines, model, tokens=1_000)
    model.tokens = 950
    says(place, "Quelle honte")
    read_some(reader.pk, NOON)
    take_in(place, [Item("p9", "t9", "Une honte encore", at=NOON)], NOON)
    assert read_some(reader.pk, NOON) is False
    assert "budget" in health(reader)
    assert len(model.asked) == 1
    read_some(reader.pk, NOON + timedelta(days=1))
    assert len(model.asked) == 2
    assert health(reader) == ""


def test_money_stops_it_before_tokens_do_and_what_it_cost_is_told(
    brand: Brand, ines: Seat, place: Place, model: Model
) -> None:
    wish = Wish("chat", "m-1", model.address, "sk-secret", 100_000, Decimal(1000), Decimal("0.50"))
    assert refusals(wish, agreed=True) == {}
    assert refusals(replace(wish, price=None), agreed=True).keys() == {"money"}
    assert refusals(replace(wish, price=Decimal(0), currency="€"), agreed=True).keys() == {"price", "currency"}
    reader = start_second(brand, wish, by=ines.account, at=NOON)
    assert (reader.most_a_day, reader.cost(250)) == (500, Decimal("0.2500"))
    assert not spend(reader.pk, 501, on=NOON.date())
    assert spend(reader.pk, 500, on=NOON.date())
    assert not spend(reader.pk, 1, on=NOON.date())
    assert spend(reader.pk, 1, on=NOON.date() + timedelta(days=1))


def test_private_words_and_an_ended_reader_ask_nothing(brand: Brand, ines: Seat, place: Place, model: Model) -> None:
    reader = begin(brand, ines, model)
    says(place, "Quelle honte")
    Place.objects.update(visibility=KEPT_BACK)
    read_some(reader.pk, NOON)
    Place.objects.update(visibility="public")
    end_reader(reader, by=ines.account, at=NOON)
    read_some(reader.pk, NOON)
    assert model.asked == []
