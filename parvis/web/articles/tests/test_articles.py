"""Articles: written by those who sign them, out at their hour, rated once by each."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis.strategies import text
from PIL import Image

from conftest import NOON, seat_for
from parvis.community.actions.articles import ArticleForm, rate, write_article
from parvis.community.actions.categories import add_category, delete_category
from parvis.community.actions.departure import go
from parvis.community.actions.tags import set_tags
from parvis.community.actions.tending import hide_post
from parvis.community.actions.uploads import forget_unused
from parvis.community.models import Article, Rating, Space, Tag, Topic, Upload
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.articles import State, mean, minutes, state_of
from parvis.community.rules.kinds import Kind
from parvis.community.rules.tags import read, stored, tags_in
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.core.roles import Role
from parvis.flows.articles import publish, publish_due, schedule
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.fixture
def room(square: Square) -> Space:
    return square.space("Carnets", kind=Kind.ARTICLES, policy={"begins": "members"})


def signed_in(account: Account | None) -> Client:
    client = Client()
    assert account is not None
    client.force_login(account)
    return client


def team(square: Square, name: str = "ines"):
    seat = seat_for(square.brand, Role.COMMUNITY_MANAGER, name=name)
    return square.member(name, seat.account)


def out(square: Square, room: Space, author, **more) -> Topic:
    form = ArticleForm("Une nuit en cabine", "Le train part à dix heures. " * 60, **more)
    return publish(write_article(room, author, form, at=NOON), by=author.account, at=NOON)


def a_picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (64, 32), "red").save(out, "PNG")
    return SimpleUploadedFile("c.png", out.getvalue(), "image/png")


def written(client: Client, where: str, **more: object):
    key = re.search(r'name="key" value="([0-9a-f]{32})"', client.get(where).content.decode())
    told = {"title": "Une nuit en cabine", "body": "Le train part.", "comments": "1", "authors": "", **more}
    return client.post(where, {"key": key[1] if key else "", **told})


def test_a_draft_is_seen_by_its_authors_alone_until_it_is_proposed(square, room):
    lea, tom, ines = square.member("lea"), square.member("tom"), team(square)
    answer = written(
        signed_in(lea.account), "/c/nocturne/s/carnets/articles/new", summary="En bref.", tags="nuit, Train"
    )
    article = Article.objects.get()
    assert answer.headers["Location"] == f"/c/nocturne/articles/{article.pk}"
    assert not Topic.objects.exists()
    assert not Post.objects.exists()
    drafts = "/c/nocturne/s/carnets/articles/drafts"
    assert "Une nuit en cabine" in signed_in(lea.account).get(drafts).content.decode()
    assert "Une nuit en cabine" not in signed_in(ines.account).get(drafts).content.decode()
    assert signed_in(tom.account).get(answer.headers["Location"]).status_code == 404
    assert Client().get(answer.headers["Location"]).status_code == 302
    written(signed_in(lea.account), f"/c/nocturne/articles/{article.pk}", act="propose")
    assert "Une nuit en cabine" in signed_in(ines.account).get(drafts).content.decode()
    assert written(signed_in(lea.account), f"/c/nocturne/articles/{article.pk}").status_code == 404, "the team reads it"


def test_what_a_member_proposes_goes_out_when_the_team_says_so(square, room):
    lea, ines = square.member("lea"), team(square)
    made = write_article(room, lea, ArticleForm("Une nuit en cabine", "Le train **part**.", "En bref."), at=NOON)
    where = f"/c/nocturne/articles/{made.pk}"
    mine, theirs = signed_in(lea.account), signed_in(ines.account)
    assert written(mine, where, act="publish").headers["Location"] == where, "a member asks"
    assert Article.objects.get().topic is None
    written(mine, where, act="propose")
    theirs.post(f"{where}/act", {"what": "back", "word": "Une photo ?"})
    assert "Une photo ?" in mine.get(where).content.decode()
    written(mine, where, act="propose")
    gone = written(theirs, where, act="publish", summary="En bref.")
    topic = Topic.objects.get()
    assert gone.headers["Location"] == f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    assert (topic.author, topic.kind) == (lea, "articles")
    page = Client().get(gone.headers["Location"]).content.decode()
    assert "En bref." in page
    assert 'rel="author"' in page
    assert "Le train part." in page
    assert theirs.post(f"{where}/act", {"what": "discard"}).status_code == 404, "what is out is hidden as any topic"


def test_an_article_goes_out_by_itself_at_its_hour_and_once(square, room):
    ines = team(square)
    made = write_article(room, ines, ArticleForm("Une nuit en cabine", "Le train part."), at=NOON)
    schedule(made, now() + timedelta(hours=2), by=ines.account, at=now())
    publish_due(article_id=made.pk)
    assert not Topic.objects.exists()
    Article.objects.update(due_at=now())
    publish_due(article_id=made.pk)
    publish_due(article_id=made.pk)
    article, topic = Article.objects.get(), Topic.objects.get()
    assert (article.topic, article.body, article.published_by) == (topic, "", ines.account)


def test_an_article_whose_author_has_left_is_held_back_and_says_why(square, room):
    ines, lea = team(square), square.member("lea")
    made = write_article(room, ines, ArticleForm("Une nuit en cabine", "Oui.", authors=[lea]), at=NOON)
    schedule(made, now(), by=ines.account, at=now())
    go(lea, forget_login=False, at=NOON)
    publish_due(article_id=made.pk)
    held = Article.objects.get()
    assert (held.topic, held.due_at, held.word) == (None, None, "author")
    assert "n’est plus membre" in signed_in(ines.account).get(f"/c/nocturne/articles/{made.pk}").content.decode()


def test_a_member_rates_once_changes_and_withdraws_and_authors_have_no_voice(square, room):
    ines, lea, tom = team(square), square.member("lea"), square.member("tom")
    topic = out(square, room, ines)
    client = signed_in(lea.account)
    client.post(f"/c/nocturne/topics/{topic.pk}/rate", {"stars": "2"})
    client.post(f"/c/nocturne/topics/{topic.pk}/rate", {"stars": "5"})
    rate(topic, tom, 4, at=NOON)
    rate(topic, ines, 1, at=NOON)
    rate(topic, tom, 9, at=NOON)
    article = Article.objects.get()
    assert (article.stars, article.ratings, Rating.objects.count()) == (9, 2, 2)
    said = Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', said)[1])  # type: ignore[index]
    assert (data["@type"], data["aggregateRating"]["ratingValue"], data["aggregateRating"]["ratingCount"]) == (
        "Article",
        4.5,
        2,
    )
    assert "4,5" in Client().get(f"/c/nocturne/topics/{topic.pk}/ratings").content.decode()
    client.post(f"/c/nocturne/topics/{topic.pk}/rate", {"stars": "0"})
    assert Article.objects.get().ratings == 1
    assert client.post(f"/c/nocturne/topics/{topic.pk}/rate", {"stars": "6"}).status_code == 404


def test_a_page_of_an_article_costs_one_query_more_whatever_its_authors(square, room, django_assert_num_queries):
    ines, lea = team(square), square.member("lea")
    first, second = out(square, room, ines), out(square, room, ines, authors=[ines, lea], summary="En bref.")
    Client().get(f"/c/nocturne/t/{first.slug}/{first.pk}")
    for topic in (first, second):
        with django_assert_num_queries(4):
            Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}")


def test_cards_are_sorted_by_category_and_cost_the_same_for_many(square, room, django_assert_num_queries):
    ines = team(square)
    how = add_category(room, "Coulisses", by=None, at=NOON)
    out(square, room, ines, category=how, summary="Par derrière.")
    Client().get("/c/nocturne/s/carnets")
    with django_assert_num_queries(5):
        Client().get("/c/nocturne/s/carnets")
    for _n in range(3):
        out(square, room, ines)
    with django_assert_num_queries(5):
        everything = Client().get("/c/nocturne/s/carnets").content.decode()
    assert everything.count("articles-card-title") == 4
    sorted_so = Client().get("/c/nocturne/s/carnets?category=coulisses").content.decode()
    assert sorted_so.count("articles-card-title") == 1
    assert Client().get("/c/nocturne/s/carnets?category=rien").status_code == 404
    delete_category(how, by=ines.account, at=NOON)
    assert Topic.objects.filter(state="").count() == 4


def test_a_text_that_is_hidden_takes_its_summary_along(square, room):
    ines = team(square)
    topic = out(square, room, ines, summary="Par derrière.")
    hide_post(topic, Post.objects.get(), by=ines.account, at=NOON)
    for where in ("s/carnets", f"t/{topic.slug}/{topic.pk}", "s/carnets/feed.atom"):
        assert "Par derrière" not in Client().get(f"/c/nocturne/{where}").content.decode(), where


def test_the_feed_of_a_space_gives_the_summary(square, room):
    out(square, room, team(square), summary="Par <b>derrière</b>.")
    said = Client().get("/c/nocturne/s/carnets/feed.atom").content.decode()
    assert "Par &amp;lt;b&amp;gt;derrière" in said
    assert "dix heures" not in said


def test_the_cover_is_kept_for_a_draft_and_follows_the_article(square, room):
    ines, lea = team(square), square.member("lea")
    written(signed_in(ines.account), "/c/nocturne/s/carnets/articles/new", cover=a_picture(), cover_alt="Une cabine")
    article, upload = Article.objects.get(), Upload.objects.get()
    assert article.cover == upload
    address = f"/c/nocturne/files/{upload.address}"
    assert signed_in(lea.account).get(address).status_code == 404
    forget_unused(at=now() + timedelta(days=9))
    assert Upload.objects.exists()
    publish(article, by=ines.account, at=now())
    assert Client().get(address).status_code == 200


def test_comments_may_be_closed_from_the_beginning_and_stars_are_still_given(square, room):
    ines, lea = team(square), square.member("lea")
    topic = out(square, room, ines, comments=False)
    assert Topic.objects.get().closed_at is not None
    signed_in(lea.account).post(f"/c/nocturne/topics/{topic.pk}/rate", {"stars": "3"})
    assert Article.objects.get().ratings == 1


def test_a_topic_is_tagged_by_who_began_it_and_found_under_each_tag(square):
    salon, lea, tom = square.space("Salon"), square.member("lea"), square.member("tom")
    topic = square.topic(salon, lea, "Bonjour la nuit")
    where = f"/c/nocturne/topics/{topic.pk}/tags"
    assert signed_in(tom.account).post(where, {"tags": "x"}).status_code == 404
    signed_in(lea.account).post(where, {"tags": "Vélo à bord, nuit"})
    assert "Bonjour la nuit" in Client().get("/c/nocturne/tags/velo-a-bord").content.decode()
    assert (
        'href="/c/nocturne/tags/velo-a-bord"' in Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    )
    assert "Bonjour la nuit" in Client().get("/c/nocturne/tags/velo-a-bord/feed.atom").content.decode()
    assert Client().get("/c/nocturne/tags/rien").status_code == 404


def test_a_tag_of_a_closed_room_has_no_name_outside(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Entre nous", Access.MEMBERS), lea, "Bonjour la nuit")
    set_tags(topic, tags_in("secret"), at=NOON)
    assert Client().get("/c/nocturne/tags/secret").status_code == 404
    assert signed_in(lea.account).get("/c/nocturne/tags/secret").status_code == 200
    assert Client().get("/c/nocturne/tags/secret/feed.atom").status_code == 404
    assert Tag.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Vélo, vélo ,VELO", [("velo", "Vélo")]),
        ("#nuit; train\nmer", [("nuit", "nuit"), ("train", "train"), ("mer", "mer")]),
        (", ,***,", []),
        ("a,b,c,d,e,f,g", [(word, word) for word in "abcde"]),
    ],
)
def test_tags_are_read_as_people_type_them(typed, found):
    assert tags_in(typed) == found


def test_states_minutes_and_means_are_told():
    assert [state_of(*when) for when in [(None, None, None), (NOON, None, None), (NOON, NOON, None), (NOON, NOON, NOON)]] == [
        State.DRAFT, State.PROPOSED, State.SCHEDULED, State.PUBLISHED,
    ]  # fmt: skip
    assert [minutes(words) for words in (0, 219, 660)] == [1, 1, 3]
    assert (mean(0, 0), mean(13, 3)) == (0.0, 4.3)


@settings(max_examples=30, deadline=None)
@given(text())
def test_whatever_is_typed_gives_at_most_five_tags_that_are_read_again_as_they_were_stored(typed):
    found = tags_in(typed)
    assert len(found) <= 5
    assert len({slug for slug, _name in found}) == len(found)
    assert len(stored([name for _slug, name in found])) <= 250
    assert [name for _slug, name in read(stored([name for _slug, name in found]))] == [name for _slug, name in found]
