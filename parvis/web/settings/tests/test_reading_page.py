"""The page of how posts are read here: versions, their scores, the second reader."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.analysis.chosen import chosen
from parvis.conversations.models import BrandHead, Correction, SecondReader
from parvis.core.models import Brand, Job, Seat
from parvis.core.roles import Role
from parvis.web.posts.tests.scene import said
from parvis.web.settings.tests.reading import said_at, signed_in, text

AT = "/b/nocturne/settings/reading/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ines: Seat) -> Client:
    return signed_in(ines)


def versions(brand: Brand, n: int, at: datetime) -> list[BrandHead]:
    made = []
    for number in range(1, n + 1):
        rows = [
            {"facet": "", "n": 9, "before": 1.0, "after": 0.9},
            {"facet": "sentiment", "n": 4, "before": 0, "after": 0.5},
        ]
        made.append(
            BrandHead.objects.create(
                brand=brand,
                version=number,
                base=chosen().key,
                corrections=4,
                up_to=10**6,
                before=0.6,
                after=0.7,
                trained_at=at + timedelta(minutes=number),
                used_from=at,
                figures={"facets": rows},
            )
        )
    return made


def test_a_brand_that_corrected_nothing_is_told_how_to(desk: Client, brand: Brand) -> None:
    page = text(desk.get(AT))
    assert "Nothing learnt yet" in page
    answer = desk.post(f"{AT}learn", follow=True)
    assert "too little to learn from" in text(answer)
    assert not Job.objects.filter(task__endswith="learn_brand").exists()


def test_a_version_shows_how_it_was_judged_and_the_corrections_behind_it(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    head = versions(brand, 2, noon)[-1]
    posts = said(brand, 3, noon)
    for post in posts:
        Correction.objects.create(
            brand=brand, post=post, facet="sentiment", before="negative", after="positive", at=noon
        )
    page = text(desk.get(AT))
    assert "70 points out of 100 on what it had not seen, against 60 without it." in page
    page = text(desk.get(f"{AT}{head.pk}/"))
    for words in ("Posts that nobody corrected", "50", "Negative → Positive", f"posts/{posts[0].pk}/reading"):
        assert words in page
    desk.post(f"{AT}{head.pk}/give-up")
    assert "Given up" in text(desk.get(AT))
    desk.post(f"{AT}{head.pk}/use")
    assert text(desk.get(AT)).count("Reads now</span>") == 1


def test_many_versions_cost_the_queries_of_few_and_go_page_by_page(desk: Client, brand: Brand, noon: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(AT).status_code == 200
        return len(seen)

    versions(brand, 2, noon)
    few = cost()
    BrandHead.objects.all().delete()
    versions(brand, 25, noon)
    assert cost() == few <= 12
    assert "?before=6" in text(desk.get(AT))
    assert "Version 5<" in text(desk.get(f"{AT}?before=6"))


def test_a_second_reader_is_let_in_only_with_consent_and_a_budget(brand: Brand, ines: Seat, noon: datetime) -> None:
    from conftest import seat_for

    owner = signed_in(seat_for(brand, Role.OWNER))
    wish = {"kind": "chat", "model": "m", "address": "https://m.example/v1", "key": "sk-1", "tokens": "1000"}
    refused = owner.post(f"{AT}second", wish)
    assert refused.status_code == 422
    assert "nothing leaves the house" in said_at(refused, "id_agreed")
    assert "sk-1" not in text(refused)
    assert owner.post(f"{AT}second", {**wish, "agreed": "1"}).status_code == 302
    page = text(owner.get(AT))
    assert "https://m.example/v1" in page
    assert "sk-1" not in page
    assert "Let it read no more" not in text(signed_in(ines).get(AT))
    assert signed_in(ines).post(f"{AT}second/end").status_code == 403
    owner.post(f"{AT}second/end")
    assert SecondReader.objects.get().ended_at
    assert "m.example" not in text(owner.get(AT))
