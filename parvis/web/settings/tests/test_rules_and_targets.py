"""Triage rules and response targets, on the screen."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from conftest import seat_for
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.models import ResponseTarget, TriageRule
from parvis.listening.models import Hit, Watch
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.web.settings.tests.reading import said_at, signed_in, text


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def desk(owner: Seat) -> Client:
    return signed_in(owner)


# Rules


def rule_form(**more: object) -> dict[str, object]:
    return {"name": "Questions", "opens": "yes", "priority": "0", **more}


def test_a_rule_is_written_condition_by_condition(desk: Client, brand: Brand, noon: datetime) -> None:
    place = a_place(brand, at=noon)
    asked = rule_form(
        places=[place.pk], intents=["question", "help"], mentions_question="yes", reply_to_us="no", min_followers="200",
        type="question", priority="1",
    )  # fmt: skip
    assert desk.post("/b/nocturne/settings/rules/add", asked).status_code == 302
    rule = TriageRule.objects.get()
    assert rule.conditions == {
        "places": [place.pk], "intents": ["question", "help"], "mentions_question": True, "reply_to_us": False,
        "min_followers": 200,
    }  # fmt: skip
    page = text(desk.get(f"/b/nocturne/settings/rules/{rule.pk}/"))
    assert re.search(rf'name="places" value="{place.pk}" checked', page)
    assert '<option value="no" selected' in page
    desk.post(f"/b/nocturne/settings/rules/{rule.pk}/", rule_form(name="Everything", opens="no"))
    rule.refresh_from_db()
    assert (rule.conditions, rule.opens, rule.name) == ({}, False, "Everything")


def test_what_no_rule_may_say_is_refused_at_the_field(
    desk: Client, brand: Brand, other_brand: Brand, noon: datetime
) -> None:
    theirs = Watch.objects.create(brand=other_brand, name="w", query="x", created_at=noon)
    TriageRule.objects.create(brand=brand, name="Questions")
    answer = desk.post("/b/nocturne/settings/rules/add", rule_form(watches=[theirs.pk], min_followers="-3"))
    assert answer.status_code == 422
    assert said_at(answer, "id_watches")
    assert said_at(answer, "id_min_followers")
    assert "Another rule" in said_at(desk.post("/b/nocturne/settings/rules/add", rule_form()), "id_name")


def names(brand: Brand) -> list[str]:
    return list(TriageRule.objects.filter(brand=brand).order_by("position").values_list("name", flat=True))


def test_rules_move_rest_and_go(desk: Client, brand: Brand) -> None:
    a, b, c = (TriageRule.objects.create(brand=brand, name=n, position=i) for i, n in enumerate("abc"))
    at = "/b/nocturne/settings/rules"
    desk.post(f"{at}/{c.pk}/up")
    assert names(brand) == ["a", "c", "b"]
    desk.post(f"{at}/{a.pk}/down")
    assert names(brand) == ["c", "a", "b"]
    desk.post(f"{at}/{c.pk}/up")
    assert names(brand) == ["c", "a", "b"]
    desk.post(f"{at}/{b.pk}/pause")
    assert "Paused" in text(desk.get(f"{at}/"))
    desk.post(f"{at}/{b.pk}/resume")
    desk.post(f"{at}/{a.pk}/remove")
    assert names(brand) == ["c", "b"]
    assert TriageRule.objects.get(name="b").paused_at is None


def test_a_trial_tells_what_a_rule_would_have_opened_and_opens_nothing(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    place, lea = a_place(brand, at=noon), somebody(brand, "lea", at=noon)
    posts = [a_post(place, author=lea, thread=f"t{n % 2}", at=noon - timedelta(hours=n)) for n in range(3)]
    watch = Watch.objects.create(brand=brand, name="w", query="x", created_at=noon)
    for post in posts[:2]:
        Hit.objects.create(brand=brand, watch=watch, post=post, at=post.at)
    answer = desk.post("/b/nocturne/settings/rules/add", rule_form(watches=[watch.pk], **{"try": "1"}))
    page = text(answer)
    assert "Of the latest 3 posts it would have opened 2 cases." in page
    assert f'href="/b/nocturne/posts/{posts[0].pk}/"' in page
    assert f'href="/b/nocturne/posts/{posts[2].pk}/"' not in page
    assert not TriageRule.objects.exists()
    TriageRule.objects.create(brand=brand, name="First", conditions={"watches": [watch.pk]})
    page = text(desk.post("/b/nocturne/settings/rules/add", rule_form(**{"try": "1"})))
    assert "it would have opened 1 case." in page
    assert "2 more posts fit" in page


# Targets


def test_a_target_is_set_in_the_unit_one_thinks_in_and_taken_back(desk: Client, brand: Brand) -> None:
    at = "/b/nocturne/settings/targets"
    desk.post(f"{at}/set", {"network": "email", "value": "2", "unit": "days"})
    made = ResponseTarget.objects.get()
    assert made.minutes == 2880
    page = text(desk.get(f"{at}/"))
    assert re.search(rf'name="value" value="2" id="target_{made.pk}_value"', page)
    assert "2 × 24 h of open time" in page
    desk.post(f"{at}/set", {"network": "email", "value": "", "unit": "days"})
    assert not ResponseTarget.objects.exists()


def test_a_priority_and_a_kind_may_have_targets_of_their_own(desk: Client, brand: Brand) -> None:
    at = "/b/nocturne/settings/targets"
    desk.post(f"{at}/set", {"priority": "2", "kind": "review", "value": "30", "unit": "minutes", "around": "1"})
    made = ResponseTarget.objects.get()
    assert (made.network, made.kind, made.priority, made.around_the_clock) == ("", "review", 2, True)
    assert "Review · Urgent" in text(desk.get(f"{at}/"))


@pytest.mark.parametrize("value", ["0", "-1", "many", "61"])
def test_a_target_that_cannot_be_is_refused_at_its_field(desk: Client, value: str) -> None:
    answer = desk.post("/b/nocturne/settings/targets/set", {"network": "email", "value": value, "unit": "days"})
    assert answer.status_code == 422
    assert said_at(answer, "id_value")
    assert not ResponseTarget.objects.exists()
