"""The stream of posts and one thread, without a browser: what they show, to whom, at what cost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for, shows_places
from parvis.conversations.models import Post, Reading, Thread
from parvis.core.models import Brand, Seat
from parvis.core.roles import PERMISSIONS, Permission, Role
from parvis.engagement.models import Case
from parvis.listening.models import Hit, Watch
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.web.posts.tests.scene import read, said
from parvis.web.posts.views import ROWS, THREAD_ROWS
from parvis.web.ui.wording import opening

POSTS = "/b/nocturne/posts/"


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def rows(answer: Any) -> list[int]:
    """Ids of the posts shown, in order."""
    return [int(pk) for pk in re.findall(r'id="(?:row|post)-(\d+)"', answer.content.decode())]


def ids(*posts: Post) -> list[int]:
    return [post.pk for post in posts]


def test_a_brand_that_heard_nothing_is_told_what_to_do(desk: Client) -> None:
    assert "Nothing heard yet" in desk.get(POSTS).content.decode()


def test_the_newest_post_stands_first_with_its_place_author_and_mood(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    posts = said(brand, 4, noon)
    answer = desk.get(POSTS)
    page = answer.content.decode()
    assert rows(answer) == ids(*posts)
    for word in ("Place a", "a-0", "Trois heures", "Negative", "Uncertain"):
        assert word in page


def test_filters_narrow_and_combine(desk: Client, brand: Brand, noon: datetime) -> None:
    here, there = said(brand, 4, noon, tag="a"), said(brand, 4, noon - timedelta(hours=1), tag="b")
    watch = Watch.objects.create(brand=brand, name="Bikes", query="bike", created_at=noon)
    for post in (here[1], there[1]):
        Hit.objects.create(brand=brand, watch=watch, post=post, at=post.at)
    Reading.objects.filter(post=there[2]).update(language="en")
    asked = {
        f"place={there[0].place_id}": there,
        "mood=negative": [here[0], there[0]],
        "mood=neutral": [here[1], there[1]],
        "mood=uncertain": [here[3], there[3]],
        "lang=en": [there[2]],
        f"watch={watch.pk}": [here[1], there[1]],
        f"watch={watch.pk}&place={there[0].place_id}": [there[1]],
        "network=plaza&mood=positive": [here[2], there[2]],
        "network=elsewhere": [],
    }
    for query, expected in asked.items():
        assert rows(desk.get(f"{POSTS}?{query}")) == ids(*expected), query
    empty = desk.get(f"{POSTS}?network=elsewhere").content.decode()
    assert "No post fits these filters" in empty


@pytest.mark.parametrize("query", ["place=x", "place=99999999999999999999", "watch=-1", "after=nonsense", "mood=%00"])
def test_an_address_that_somebody_mistyped_is_no_error(desk: Client, brand: Brand, noon: datetime, query: str) -> None:
    said(brand, 2, noon)
    assert desk.get(f"{POSTS}?{query}").status_code == 200


def test_pages_follow_each_other_without_loss_or_double(desk: Client, brand: Brand, noon: datetime) -> None:
    posts = said(brand, ROWS + 5, noon)
    Post.objects.update(at=noon)  # all at the same instant: only the id tells them apart
    first = desk.get(f"{POSTS}?mood=")
    onward = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert onward
    second = desk.get(POSTS + onward[1].replace("&amp;", "&"))
    assert rows(first) + rows(second) == sorted(ids(*posts), reverse=True)
    assert 'rel="next"' not in second.content.decode()


def test_another_brands_posts_are_neither_shown_nor_reached(
    desk: Client, brand: Brand, other_brand: Brand, noon: datetime
) -> None:
    theirs = said(other_brand, 1, noon)[0]
    their_watch = Watch.objects.create(brand=other_brand, name="Theirs", query="x", created_at=noon)
    Hit.objects.create(brand=other_brand, watch=their_watch, post=theirs, at=noon)
    page = desk.get(f"{POSTS}?watch={their_watch.pk}&place={theirs.place_id}")
    assert rows(page) == []
    assert "Theirs" not in page.content.decode()
    for path in (f"posts/{theirs.pk}/", f"threads/{theirs.thread_id}/"):
        assert desk.get(f"/b/nocturne/{path}").status_code == 404
    assert desk.post(f"{POSTS}{theirs.pk}/correct", {"say": "sentiment::positive"}).status_code == 404
    assert desk.get(f"{POSTS}{theirs.pk}/reading").status_code == 404
    assert desk.get("/b/rivale/posts/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_who_may_see_posts_sees_them(brand: Brand, role: Role, noon: datetime) -> None:
    post = said(brand, 1, noon)[0]
    client = Client()
    client.force_login(shows_places(seat_for(brand, role)).account)
    may = 200 if Permission.POSTS_SEE in PERMISSIONS[role] else 403
    assert client.get(POSTS).status_code == may
    assert client.get(f"/b/nocturne/threads/{post.thread_id}/").status_code == may


# One thread


def long_thread(brand: Brand, n: int, noon: datetime) -> list[Post]:
    place, author = a_place(brand, at=noon), somebody(brand, "lea", at=noon)
    posts = [a_post(place, author=author, at=noon + timedelta(minutes=i), text=f"Word {i}") for i in range(n)]
    for post in posts:
        read(post, "neutral")
    return posts


def test_a_post_has_an_address_that_leads_into_its_thread(desk: Client, brand: Brand, noon: datetime) -> None:
    post = long_thread(brand, 100, noon)[50]
    answer = desk.get(f"{POSTS}{post.pk}/")
    assert answer.headers["Location"].endswith(f"#post-{post.pk}")
    assert post.pk in rows(desk.get(answer.headers["Location"].partition("#")[0]))


def test_a_thread_opens_at_its_end_and_is_read_back_to_its_beginning(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    posts = long_thread(brand, 2 * THREAD_ROWS + 7, noon)
    at = f"/b/nocturne/threads/{posts[0].thread_id}/"
    seen: list[int] = []
    query = ""
    for _page in range(3):
        answer = desk.get(at + query)
        seen = rows(answer) + seen
        earlier = re.search(r'href="(\?upto=\d+)"><svg[^>]*>.*?Earlier posts', answer.content.decode(), re.S)
        query = earlier[1] if earlier else ""
    assert seen == ids(*posts)
    assert query == ""


def test_later_posts_are_one_step_away_from_any_page(desk: Client, brand: Brand, noon: datetime) -> None:
    posts = long_thread(brand, 2 * THREAD_ROWS, noon)
    at = f"/b/nocturne/threads/{posts[0].thread_id}/"
    page = desk.get(f"{at}?upto={THREAD_ROWS}")
    assert rows(page) == ids(*posts[:THREAD_ROWS])
    later = re.search(r'href="(\?upto=\d+)"[^>]*>(?:(?!href).)*Later posts', page.content.decode(), re.S)
    assert later
    assert rows(desk.get(at + later[1])) == ids(*posts[THREAD_ROWS:])


def test_a_deleted_post_leaves_its_trace_without_its_words(desk: Client, brand: Brand, noon: datetime) -> None:
    post = said(brand, 1, noon)[0]
    Post.objects.filter(pk=post.pk).update(deleted_at=noon)
    page = desk.get(f"/b/nocturne/threads/{post.thread_id}/").content.decode()
    assert "Deleted by its author" in page
    assert "Trois heures" not in page
    assert "Trois heures" not in desk.get(POSTS).content.decode()


def test_hostile_titles_and_names_are_shown_not_run(desk: Client, brand: Brand, noon: datetime) -> None:
    place = a_place(brand, at=noon, name="<img src=x>")
    post = a_post(place, author=somebody(brand, "<script>x</script>", at=noon), at=noon)
    Thread.objects.filter(pk=post.thread_id).update(title="<svg onload=x>")
    for path in ("posts/", f"threads/{post.thread_id}/"):
        page = desk.get(f"/b/nocturne/{path}").content.decode()
        assert "<svg onload" not in page
        assert "<script>x" not in page
        assert "<img src=x" not in page


# Corrections


def test_a_corrected_mood_stands_and_says_that_it_was_corrected(desk: Client, ines: Seat, noon: datetime) -> None:
    post = said(ines.brand, 1, noon)[0]
    back = f"/b/nocturne/threads/{post.thread_id}/#post-{post.pk}"
    answer = desk.post(f"{POSTS}{post.pk}/correct", {"say": "sentiment::positive", "next": back})
    assert answer.headers["Location"] == back
    reading = Reading.objects.get(post=post)
    assert (reading.sentiment, reading.corrected_by, reading.uncertain) == ("positive", ines.account, False)
    assert "Corrected" in desk.get(back.partition("#")[0]).content.decode()


def test_a_correction_leads_nowhere_else(desk: Client, brand: Brand, noon: datetime) -> None:
    post = said(brand, 1, noon)[0]
    answer = desk.post(f"{POSTS}{post.pk}/correct", {"say": "type:complaint:yes", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == f"{POSTS}{post.pk}/reading"


@pytest.mark.parametrize(
    "say", ["", "sentiment::", "sentiment::furious", "type:other:yes", "type::yes", "sentiment:x:positive"]
)
def test_only_what_is_in_the_closed_set_can_be_said(desk: Client, brand: Brand, noon: datetime, say: str) -> None:
    post = said(brand, 1, noon)[0]
    assert desk.post(f"{POSTS}{post.pk}/correct", {"say": say}).status_code == 404
    assert Reading.objects.get(post=post).corrected_by is None


def test_every_judgement_is_corrected_and_taken_back_in_its_panel(desk: Client, ines: Seat, noon: datetime) -> None:
    post = said(ines.brand, 1, noon)[0]
    at = f"{POSTS}{post.pk}/"
    by_htmx = {"HX-Request": "true"}
    for say in ("type:complaint:yes", "toxicity::insult", "spam::yes", "language::en", "register::vous"):
        panel = desk.post(f"{at}correct", {"say": say}, headers=by_htmx).content.decode()
        assert "Said by" in panel
        assert "<html" not in panel
    reading = Reading.objects.get(post=post)
    assert ({t["label"] for t in reading.intents}, reading.tier, reading.spam) == ({"complaint", "spam"}, "insult", 1.0)
    assert (reading.language, reading.register) == ("en", "vous")
    page = desk.get(f"{at}reading").content.decode()
    assert page.count("Take back") == 4  # English has no register to take back
    desk.post(f"{at}correct", {"undo": "spam:"})
    desk.post(f"{at}correct", {"undo": "type:complaint"})
    reading.refresh_from_db()
    assert ([t["label"] for t in reading.intents], reading.spam) == (["other"], 0.0)
    assert "uncertain" not in desk.get(f"{at}reading").content.decode()


def test_an_observer_reads_but_does_not_correct(brand: Brand, noon: datetime) -> None:
    post = said(brand, 1, noon)[0]
    client = Client()
    client.force_login(seat_for(brand, Role.OBSERVER).account)
    assert client.post(f"{POSTS}{post.pk}/correct", {"say": "sentiment::positive"}).status_code == 403
    assert "/correct" not in client.get(f"{POSTS}{post.pk}/reading").content.decode().partition("<form")[2][:200]


# Cost


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_five_posts_or_fifty_cost_the_same_queries(desk: Client, brand: Brand, noon: datetime) -> None:
    said(brand, 5, noon)
    few = queries(desk, POSTS)
    said(brand, 50, noon, tag="b")
    assert queries(desk, POSTS) == few
    assert few <= 8


def test_a_short_thread_or_a_long_one_costs_the_same_queries(desk: Client, brand: Brand, noon: datetime) -> None:
    posts = long_thread(brand, 5, noon)
    few = queries(desk, f"/b/nocturne/threads/{posts[0].thread_id}/")
    for i in range(45):
        read(a_post(posts[0].place, author=somebody(brand, f"x{i}", at=noon), at=noon), "neutral")
    assert queries(desk, f"/b/nocturne/threads/{posts[0].thread_id}/") == few
    assert few <= 8


@pytest.mark.parametrize(("role", "offered"), [(Role.COMMUNITY_MANAGER, True), (Role.OBSERVER, False)])
def test_who_works_on_cases_opens_one_from_a_post(brand: Brand, role: Role, offered: bool, noon: datetime) -> None:
    post = said(brand, 1, noon)[0]
    client = Client()
    client.force_login(seat_for(brand, role).account)
    page = client.get(f"/b/nocturne/threads/{post.thread_id}/").content.decode()
    assert (f'action="/b/nocturne/posts/{post.pk}/case"' in page) is offered


def test_a_case_is_opened_from_a_row_of_the_list(desk: Client, brand: Brand, noon: datetime) -> None:
    posts = said(brand, 2, noon)
    shown = desk.get("/b/nocturne/posts/").content.decode()
    assert f"/b/nocturne/posts/{posts[0].pk}/case" in shown
    assert desk.post(f"/b/nocturne/posts/{posts[0].pk}/case").status_code == 302
    assert Case.objects.get().post == posts[0]


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("short", ("short", "")),
        ("word " * 20, ("word " * 15 + "word", "word word word word ")),
        ("x" * 100, ("x" * 80, "x" * 20)),
        ("", ("", "")),
    ],
)
def test_a_post_without_a_title_is_cut_between_words(text: str, opened: tuple[str, str]) -> None:
    assert opening(text) == opened
