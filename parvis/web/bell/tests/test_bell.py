"""The bell, its page, and how one is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conftest import NOON
from parvis.community.actions.charter import agree, reword_charter
from parvis.community.models import MemberNotice, NoticeConsent, NoticeWish
from parvis.community.queries.house import forget
from parvis.community.tokens import unsubscribing
from parvis.flows import notice_push
from parvis.flows.notice_push import push_notices
from parvis.flows.telling import tell_post
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def signed_in(account) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(account)
    return made


def many(square, number: int):
    """A member who was answered in as many topics."""
    room, lea, tom = square.space("Entraide"), square.member("lea"), square.member("tom")
    for n in range(number):
        square.at = NOON + timedelta(minutes=n // 2)
        topic = square.topic(room, lea, f"Sujet {n:02}")
        tell_post(square.answer(topic, tom, "Oui.").pk, square.at)
    return lea, topic


def test_notices_follow_by_key_and_cost_the_same_however_many(square, django_assert_num_queries):
    lea, _topic = many(square, 33)
    one = signed_in(lea.account)
    one.get("/c/nocturne/notices")
    with django_assert_num_queries(5):
        first = one.get("/c/nocturne/notices").content.decode()
    assert first.count("Tom answered you in") == 30
    assert 'aria-label="Notices: 33 not read"' in first
    older = first.split('rel="next" href="')[1].split('"')[0]
    assert one.get("/c/nocturne/notices" + older).content.decode().count("Tom answered you in") == 3
    MemberNotice.objects.filter(pk__gt=MemberNotice.objects.order_by("pk")[2].pk).delete()
    with django_assert_num_queries(5):
        one.get("/c/nocturne/notices")
    for wrong in ("x", "2026_1", "2026-03-02T12:00:00_1", "_"):
        assert one.get(f"/c/nocturne/notices?before={wrong}").status_code == 404


def test_reading_a_topic_reads_what_was_told_of_it(square):
    lea, topic = many(square, 2)
    one = signed_in(lea.account)
    assert one.get("/c/nocturne/notices/count").json() == {"unread": 2}
    one.get(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    assert one.get("/c/nocturne/notices/count").json() == {"unread": 1}
    drawn = one.get("/c/nocturne/notices").content.decode().split('name="upto" value="')[1].split('"')[0]
    assert one.post("/c/nocturne/notices/read", {"upto": drawn}).status_code == 302
    assert one.get("/c/nocturne/notices/count").json() == {"unread": 0}
    assert one.post("/c/nocturne/notices/read", {"upto": "x"}).status_code == 404


def test_a_bell_costs_a_query_only_where_something_was_told(square, django_assert_num_queries):
    lea, topic = many(square, 1)
    quiet, told = signed_in(square.member("mia").account), signed_in(lea.account)
    where = "/c/nocturne/"
    for one in (quiet, told):
        one.get(where)
    with django_assert_num_queries(5) as asked:
        quiet.get(where)
    with django_assert_num_queries(len(asked) + 1):
        told.get(where)
    passing = Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    assert "bell" not in passing.split("</header>")[0]


def test_one_says_how_one_is_told_and_nonsense_is_said_at_its_field(square):
    lea = square.member("lea")
    one = signed_in(lea.account)
    where = "/c/nocturne/notices/wishes"
    assert (
        'name="mail-mention" value="1" aria-label="Somebody names me · By mail" checked'
        in one.get(where).content.decode()
    )
    form = {"rhythm": "weekly", "quiet_from": "22:00", "quiet_to": "07:30", "timezone": "Indian/Reunion"}
    said = one.post(where, {**form, "page-reply": "1", "mail-watched": "1", "push-mention": "1"}, follow=True)
    assert "It is kept" in said.content.decode()
    kept = NoticeWish.objects.get()
    assert (kept.page, kept.mail, kept.push, kept.rhythm) == (" reply ", " watched ", " mention ", "weekly")
    assert str(kept.quiet_from) == "22:00:00"
    assert NoticeConsent.objects.filter(channel="mail", given=True).get().wording.startswith("A little later")
    for wrong in ({"timezone": "Mars/Olympus"}, {"quiet_to": ""}, {"rhythm": "hourly"}, {"quiet_from": "25:00"}):
        assert one.post(where, {**form, **wrong}).status_code == 422


def test_one_press_ends_the_mails_without_signing_in(square, other_brand):
    lea = square.member("lea")
    where = f"/c/nocturne/unsubscribe/{unsubscribing(lea.pk, 'mention reply')}"
    passing = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert "Somebody names me · Somebody answers me" in passing.get(where).content.decode()
    assert not NoticeConsent.objects.exists()
    assert passing.post(where, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticeWish.objects.get().mail == " message quote solved moderation "
    passing.post(where, {"all": "1"})
    assert NoticeWish.objects.get().mail == ""
    assert NoticeConsent.objects.filter(given=False, way="link").count() == 6
    Square(other_brand, NOON)
    for wrong in (where + "x", where.replace("nocturne", other_brand.slug), "/c/nocturne/unsubscribe/x"):
        assert passing.post(wrong).status_code == 404


def test_a_charter_that_asks_anew_is_told_until_it_is_agreed_to(square):
    lea, tom = square.member("lea"), square.member("tom")
    reword_charter(square.community, "Soyez aimables.", demanded=True, by=tom.account, at=NOON)
    assert not MemberNotice.objects.exists()
    for words in ("Soyez très aimables.", "Soyez les plus aimables."):
        version = reword_charter(square.community, words, demanded=True, by=tom.account, at=NOON)
    assert (
        "The charter of the community has changed" in signed_in(lea.account).get("/c/nocturne/notices").content.decode()
    )
    agree(square.community, lea, version, at=NOON)
    assert list(MemberNotice.objects.filter(read_at=None).values_list("member__handle", flat=True)) == ["tom"]


def test_a_device_is_called_once(square, monkeypatch):
    called = list[tuple[int, str, str, str, str]]()
    monkeypatch.setattr(notice_push, "push", lambda *told: called.append(told))
    lea, tom = square.member("lea"), square.member("tom")
    one = signed_in(lea.account)
    one.post("/c/nocturne/notices/wishes", {"timezone": "Europe/Paris", "push-reply": "1"})
    topic = square.topic(square.space("Entraide"), lea, "La mèche")
    post = square.answer(topic, tom, "Oui.")
    tell_post(post.pk, NOON)
    push_notices(post_id=post.pk)
    push_notices(post_id=post.pk)
    assert called == [
        (lea.account_id, "La place", "Tom vous a répondu dans «\u00a0La mèche\u00a0»",
         f"/c/nocturne/t/la-meche/{topic.pk}/2", f"notice-{MemberNotice.objects.get().pk}")
    ]  # fmt: skip
    assert one.get("/c/nocturne/notices/count").json() == {"unread": 0}
