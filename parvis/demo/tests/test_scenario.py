import re
from collections import Counter
from datetime import date, timedelta
from itertools import islice

import pytest

from parvis.demo.house import BURST_DAY, CRISIS_DAY
from parvis.demo.model import DemoPost
from parvis.demo.scenario import Scenario, build

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def story() -> Scenario:
    return build(today=TODAY)


@pytest.fixture(scope="module")
def posts(story: Scenario) -> list[DemoPost]:
    return list(story.posts())


def test_the_demo_has_the_promised_size(story: Scenario, posts: list[DemoPost]) -> None:
    assert len(posts) == 6000
    assert len(story.people) == 400
    assert len(story.places) == len({post.place for post in posts}) == 14
    assert len({place.network for place in story.places}) == 6
    assert {post.at.days for post in posts} == set(range(90))
    assert sum(len(person.identities) > 1 for person in story.people) >= 25


def test_it_is_told_the_same_way_every_time(posts: list[DemoPost]) -> None:
    assert list(build(today=TODAY).posts()) == posts
    assert list(build(today=TODAY).cases()) == list(build(today=TODAY).cases())


def test_posts_come_in_time_order_and_parents_first(posts: list[DemoPost]) -> None:
    known: dict[str, DemoPost] = {}
    for before, post in zip([posts[0], *posts], posts, strict=False):
        assert before.at <= post.at < timedelta(days=90)
        if post.parent is not None:
            parent = known[post.parent]
            assert (parent.thread, parent.place) == (post.thread, post.place)
            assert parent.at <= post.at
        known[post.key] = post
    assert len(known) == len(posts)


def test_each_author_is_known_on_the_network_of_the_place(story: Scenario, posts: list[DemoPost]) -> None:
    voices = [identity for person in story.people for identity in person.identities]
    ours = [identity for persona in story.personas for identity in persona.identities]
    network_of = {identity.key: identity.network for identity in (*voices, *ours)}
    assert len(network_of) == len(voices) + len(ours)
    assert len({(identity.network, identity.handle) for identity in voices}) == len(voices)
    network_at = {place.key: place.network for place in story.places}
    outward = {identity.key for identity in ours}
    for post in posts:
        assert network_of[post.author] == network_at[post.place]
        assert (post.direction == "out") == (post.author in outward)


def test_people_do_not_repeat_themselves(posts: list[DemoPost]) -> None:
    assert 1 - len({post.text for post in posts}) / len(posts) < 0.03
    assert all(post.text.strip() for post in posts)
    assert not [post.text for post in posts if re.search(r"[{}]|\|", post.text)]


def test_three_quarters_are_french_and_the_rest_english(posts: list[DemoPost]) -> None:
    english = sum(post.language == "en" for post in posts) / len(posts)
    assert 0.18 < english < 0.32


def test_the_burst_and_the_crisis_stand_out(posts: list[DemoPost]) -> None:
    volume = Counter(post.at.days for post in posts)
    usual = sorted(volume.values())[45]
    assert max(volume[BURST_DAY + day] for day in range(3)) > 3 * usual
    assert volume[CRISIS_DAY + 1] > 3 * usual
    assert sum("5771" in post.text for post in posts if post.at.days < CRISIS_DAY) == 0


def test_broken_places_fall_silent(story: Scenario, posts: list[DemoPost]) -> None:
    for place in story.places:
        if place.health.since_day is not None:
            born = {post.thread: post.at.days for post in posts if post.place == place.key and post.parent is None}
            assert max(born.values()) < place.health.since_day


def test_every_watch_finds_something_and_not_everything(story: Scenario, posts: list[DemoPost]) -> None:
    for watch in story.watches:
        wanted = watch.query.split(" SAUF ")[0]
        terms = re.findall(r'"([^"]+)"|([\w-]+\*?)', wanted)
        words = [phrase or word for phrase, word in terms if word != "OU"]
        pattern = re.compile("|".join(rf"\b{re.escape(word.rstrip('*'))}" for word in words), re.IGNORECASE)
        found = sum(bool(pattern.search(post.text)) for post in posts)
        assert 20 <= found < len(posts) / 2, watch.key


def test_cases_stand_in_every_state_on_posts_that_exist(story: Scenario, posts: list[DemoPost]) -> None:
    cases = list(story.cases())
    keys = {post.key for post in posts}
    seats = {seat.key for seat in story.seats}
    assert {case.state for case in cases} == {"open", "waiting", "snoozed", "closed"}
    assert any(case.late for case in cases)
    assert all(case.post in keys for case in cases)
    assert all(case.assignee is None or case.assignee in seats for case in cases)
    assert {case.department for case in cases} <= {department.key for department in story.departments}


def test_a_larger_scale_has_more_of_everything_and_streams() -> None:
    triple = build(scale=3, today=TODAY)
    assert len(triple.people) == 1200
    assert sum(1 for _ in triple.posts()) == 18_000
    assert len(list(islice(build(scale=50, today=TODAY).posts(), 10))) == 10


def test_a_scale_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        build(scale=0, today=TODAY)
