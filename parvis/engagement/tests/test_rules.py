from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.engagement.rules import (
    CONDITIONS,
    Arrival,
    BadCondition,
    CaseType,
    Rule,
    Setting,
    case_type,
    check_conditions,
    compiled,
    continues,
    deciding,
    default_rules,
    is_late,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POST = Arrival(
    post_id=1, thread_id=1, at=NOON, person_id=7, kind="comment", intents=("complaint",), sentiment="negative",
    language="fr", watch_ids=(3, 4), asks=True, followers=1200, person_known=True,
)  # fmt: skip
FEED = Setting(place_id=9, network="feed", owned=True)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({}, True),
        ({"watches": [4, 5]}, True),
        ({"watches": [5]}, False),
        ({"networks": ["feed"]}, True),
        ({"networks": ["email"]}, False),
        ({"places": [9]}, True),
        ({"places": [8]}, False),
        ({"intents": ["complaint", "praise"]}, True),
        ({"intents": ["praise"]}, False),
        ({"sentiment": ["negative"]}, True),
        ({"sentiment": ["positive"]}, False),
        ({"kinds": ["comment"]}, True),
        ({"kinds": ["review"]}, False),
        ({"language": ["en"]}, False),
        ({"language": ["fr"]}, True),
        ({"reply_to_us": True}, False),
        ({"reply_to_us": False}, True),
        ({"mentions_question": True}, True),
        ({"mentions_question": False}, False),
        ({"author_is_known": True}, True),
        ({"author_is_known": False}, False),
        ({"watched": True}, True),
        ({"watched": False}, False),
        ({"place_is_ours": True}, True),
        ({"place_is_ours": False}, False),
        ({"min_followers": 1200}, True),
        ({"min_followers": 1201}, False),
        ({"networks": ["feed"], "intents": ["praise"]}, False),
    ],
)
def test_each_condition_holds_or_not(conditions: dict[str, Any], fits: bool) -> None:
    found = deciding(compiled([Rule("r", conditions)]), POST, FEED, to_us=False)
    assert (found is not None) is fits


def test_an_unknown_number_of_followers_is_not_enough() -> None:
    unknown = Arrival(post_id=1, thread_id=1, at=NOON)
    assert deciding(compiled([Rule("r", {"min_followers": 0})]), unknown, FEED, to_us=False) is None


def test_the_first_rule_that_fits_decides_even_to_open_nothing() -> None:
    rules = compiled([Rule("other", {"intents": ["praise"]}), Rule("silence", {}, opens=False), Rule("all", {})])
    found = deciding(rules, POST, FEED, to_us=False)
    assert found is not None
    assert found.name == "silence"


def test_a_rule_with_a_forgotten_condition_opens_nothing() -> None:
    assert deciding(compiled([Rule("old", {"moon": "full"})]), POST, FEED, to_us=True) is None


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ({"moon": ["full"]}, "moon"),
        ({"watches": ["a"]}, "watches"),
        ({"watches": 3}, "watches"),
        ({"watches": [True]}, "watches"),
        ({"networks": [1]}, "networks"),
        ({"reply_to_us": "yes"}, "reply_to_us"),
        ({"min_followers": -1}, "min_followers"),
        ({"min_followers": True}, "min_followers"),
    ],
)
def test_a_bad_condition_is_named(conditions: dict[str, Any], field: str) -> None:
    with pytest.raises(BadCondition) as refused:
        check_conditions(conditions)
    assert refused.value.field == field
    assert field in str(refused.value.message)


def test_empty_conditions_are_left_out() -> None:
    assert check_conditions({"watches": [], "networks": ["feed"], "reply_to_us": False}) == {
        "networks": ["feed"],
        "reply_to_us": False,
    }


SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "feed", "é"])
JSONISH = SCALARS | st.lists(SCALARS, max_size=2)


@given(st.dictionaries(st.sampled_from([*CONDITIONS, "unknown"]), JSONISH, max_size=4))
def test_whatever_passes_the_check_can_be_judged(conditions: dict[str, Any]) -> None:
    try:
        kept = check_conditions(conditions)
    except BadCondition:
        return
    deciding(compiled([Rule("r", kept)]), POST, FEED, to_us=False)


def test_the_default_rules_are_well_formed_and_ignore_praise_elsewhere() -> None:
    rules = [Rule(str(name), check_conditions(conditions)) for name, conditions in default_rules()]
    praise = Arrival(post_id=1, thread_id=1, at=NOON, intents=("praise",), watch_ids=(1,))
    elsewhere = Setting(1, "feed")
    assert deciding(compiled(rules), praise, elsewhere, to_us=False) is None
    assert deciding(compiled(rules), praise, elsewhere, to_us=True) is not None
    assert deciding(compiled(rules), praise, Setting(1, "email"), to_us=False) is not None
    assert deciding(compiled(rules), POST, elsewhere, to_us=False) is not None


@pytest.mark.parametrize(
    ("intents", "asks", "kind"),
    [
        (("praise", "complaint"), False, CaseType.COMPLAINT),
        (("complaint", "crisis"), False, CaseType.CRISIS),
        (("question", "purchase"), True, CaseType.PURCHASE),
        (("praise",), True, CaseType.PRAISE),
        ((), True, CaseType.QUESTION),
        ((), False, CaseType.OTHER),
        (("unheard_of",), False, CaseType.OTHER),
    ],
)
def test_a_case_is_about_its_gravest_intent(intents: tuple[str, ...], asks: bool, kind: CaseType) -> None:
    assert case_type(intents, asks=asks) is kind


def test_late_is_open_and_owed_before_now() -> None:
    owed = NOON + timedelta(hours=2)
    assert not is_late("open", owed, NOON + timedelta(hours=2))
    assert is_late("open", owed, NOON + timedelta(hours=2, seconds=1))
    assert not is_late("waiting", owed, NOON + timedelta(days=9))
    assert not is_late("open", None, NOON)


@pytest.mark.parametrize(
    ("state", "closed_days_ago", "outcome", "person", "to_us", "same_case"),
    [
        ("waiting", None, "", 7, False, True),
        ("waiting", None, "", 8, False, False),
        ("waiting", None, "", 8, True, True),
        ("snoozed", None, "", 7, False, True),
        ("closed", 13, "resolved", 7, False, True),
        ("closed", 15, "resolved", 7, True, False),
        ("closed", 1, "spam", 7, False, False),
        ("open", None, "", None, False, False),
    ],
)
def test_who_brings_a_case_back(
    state: str, closed_days_ago: int | None, outcome: str, person: int | None, to_us: bool, same_case: bool
) -> None:
    closed = None if closed_days_ago is None else NOON - timedelta(days=closed_days_ago)
    assert continues(state, closed, outcome, person, POST, to_us=to_us) is same_case
