"""What a place is worth: tables, and what must hold of any figures."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.listening.discovery.communities import communities
from parvis.listening.discovery.rules import Budget, Evidence, minutes_for, promise, reasons, score, within

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "value", "confidence"),
    [
        (Evidence(20, 12, 7, DAY, cited_by=6, kin=4), 100.0, "good"),
        (Evidence(20, 12, 7, DAY), 70.0, "good"),
        (Evidence(20, 12, 0, DAY), 50.0, "good"),
        (Evidence(20, 12), 50.0, "fair"),
        (Evidence(20, 0, 7, DAY, cited_by=50, kin=9), 0.0, "good"),
        (Evidence(1, 1), 40.8, "low"),
        (Evidence(18, 5, 7, 74 * DAY), 42.4, "good"),
        (Evidence(0, 0), 0.0, "low"),
    ],
)
def test_the_formula_by_its_table(told: Evidence, value: float, confidence: str) -> None:
    found = score(told)
    assert (found.value, found.confidence) == (value, confidence)


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    posts = draw(st.integers(0, 100))
    dated = draw(st.booleans())
    return Evidence(
        posts, draw(st.integers(0, posts)), draw(st.floats(0, 500)) if dated else None,
        timedelta(days=draw(st.integers(0, 3000))) if dated else None, draw(st.none() | st.floats(0, 1000)),
        draw(st.none() | st.integers(0, 10**8)), draw(st.integers(0, 200)), draw(st.integers(0, 50)),
    )  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(evidence())
def test_more_of_anything_good_never_lowers_a_score_and_it_stays_between_0_and_100(told: Evidence) -> None:
    value = score(told).value
    assert 0 <= value <= 100
    better = [
        replace(told, cited_by=told.cited_by + 1), replace(told, kin=told.kin + 1), replace(told, followers=(told.followers or 0) + 10),
        replace(told, on_theme=min(told.posts, told.on_theme + 1)), replace(told, comments=(told.comments or 0) + 1),
    ]  # fmt: skip
    if told.weekly is not None and told.silence is not None:
        better += [replace(told, weekly=told.weekly + 1), replace(told, silence=told.silence / 2)]
    assert all(score(one).value >= value for one in better)
    assert all(str(said) for said in reasons(told, "fr", "pingback"))


@settings(max_examples=40)
@given(st.floats(0, 1), st.booleans(), st.sampled_from(["link", "blogroll", "hashtag"]), st.integers(0, 6))
def test_a_promise_falls_with_depth_and_stays_a_share(theme: float, anchor: bool, bond: str, depth: int) -> None:
    near = promise(theme=theme, anchor=anchor, bond=bond, depth=depth)
    assert 0 <= promise(theme=theme, anchor=anchor, bond=bond, depth=depth + 1) <= near <= 1


def test_an_estimate_is_honest_about_pauses_and_never_beyond_what_was_given() -> None:
    assert minutes_for(Budget(200, 50, 3, 60)) == 4
    assert minutes_for(Budget(200, 1, 3, 60)) == 1  # fifteen requests to one host, and no more
    assert minutes_for(Budget(5000, 1000, 3, 10)) == 10
    assert within(Budget(10**9, 0, 99, 0)) == Budget(5000, 1, 6, 1)


def test_places_that_link_to_one_another_are_one_community_and_a_bridge_joins_nobody() -> None:
    rail = [("a", "b", "blogroll", 1), ("b", "c", "blogroll", 1), ("c", "a", "blogroll", 1)]
    sea = [("x", "y", "blogroll", 2), ("y", "z", "blogroll", 1), ("z", "x", "blogroll", 1)]
    found = communities("abcxyzq", [*rail, *sea, ("c", "x", "link", 1), ("a", "elsewhere", "link", 1)])
    assert len({found[one] for one in "abc"}) == 1
    assert len({found[one] for one in "xyz"}) == 1
    assert found["a"] != found["x"]
    assert found["q"] == 0
