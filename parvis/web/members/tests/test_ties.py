"""Members follow, mute and block."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client

from conftest import NOON
from parvis.community.actions.ties import tie
from parvis.community.models import Member, MemberTie
from parvis.community.queries.house import forget
from parvis.community.queries.ties import (
    followers_of,
    hearing_space,
    hearing_topic,
    may_write_to,
    turned_from,
)
from parvis.community.rules.access import Access
from parvis.community.rules.ties import Level, Tie
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


def test_what_a_muted_member_writes_is_folded_and_can_be_shown(square, django_assert_num_queries):
    room, lea, tom = square.space("Entraide"), square.member("lea"), square.member("tom")
    topic = square.topic(room, tom, "Bonjour", "Une mèche trop longue.")
    one, where = signed_in(lea.account), f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    one.get(where)
    assert "forum-folded" not in one.get(where).content.decode()
    assert one.post("/c/nocturne/m/tom/tie", {"kind": "mute"}).status_code == 302
    folded = one.get(where).content.decode()
    assert "<details" in folded.split('<ol class="forum-posts">')[1].split("Une mèche")[0]
    assert "forum-folded" not in signed_in(tom.account).get(where).content.decode()
    assert "Muted" in one.get("/c/nocturne/m/tom").content.decode()
    one.post("/c/nocturne/m/tom/tie", {"kind": ""})
    assert "forum-folded" not in one.get(where).content.decode()
    assert Member.objects.get(pk=lea.pk).folds == 0


def test_who_is_told_is_asked_of_the_ties(square):
    lea, tom, mia = square.member("lea"), square.member("tom"), square.member("mia")
    one = signed_in(lea.account)
    one.post("/c/nocturne/m/tom/tie", {"kind": "block"})
    tie(mia, tom, Tie.FOLLOW, at=NOON)
    assert (followers_of(tom.pk), turned_from(tom.pk)) == ({mia.pk}, {lea.pk})
    assert not may_write_to(tom.pk, lea.pk)
    assert not may_write_to(lea.pk, tom.pk)
    assert may_write_to(mia.pk, tom.pk)
    assert one.post("/c/nocturne/m/lea/tie", {"kind": "follow"}).status_code == 404
    assert one.post("/c/nocturne/m/tom/tie", {"kind": "adore"}).status_code == 404
    with pytest.raises(IntegrityError):
        MemberTie.objects.create(brand=square.brand, member=lea, other=lea, kind="mute", at=NOON)


def test_muted_topics_and_spaces_are_not_in_the_latest_list(square, other_brand, django_assert_num_queries):
    room, noise, lea = square.space("Entraide"), square.space("Bruit"), square.member("lea")
    kept, muted = square.topic(room, lea, "Premier sujet"), square.topic(room, lea, "Second sujet")
    square.topic(noise, lea, "Un vacarme")
    one = signed_in(lea.account)
    one.post(f"/c/nocturne/topics/{muted.pk}/hear", {"level": "muted"})
    one.post(f"/c/nocturne/topics/{kept.pk}/hear", {"level": "watching"})
    one.post("/c/nocturne/s/bruit/hear", {"level": "muted"})
    seen = one.get("/c/nocturne/").content.decode()
    assert "Premier sujet" in seen
    assert "Second sujet" not in seen
    assert "vacarme" not in seen
    assert "vacarme" in Client().get("/c/nocturne/").content.decode(), "others see it"
    assert "vacarme" in one.get("/c/nocturne/s/bruit").content.decode(), "in its own space it is found"
    assert "checked" in one.get("/c/nocturne/s/bruit/hear").content.decode().split('value="muted"')[1][:20]
    assert (hearing_topic(kept.pk, Level.WATCHING), hearing_topic(muted.pk, Level.MUTED)) == ({lea.pk}, {lea.pk})
    assert hearing_space(noise.pk, Level.MUTED) == {lea.pk}
    one.post("/c/nocturne/s/bruit/hear", {"level": ""})
    assert "vacarme" in one.get("/c/nocturne/").content.decode()
    square.space("Serre", Access.SECRET)
    assert one.get("/c/nocturne/s/serre/hear").status_code == 404
    assert one.post(f"/c/nocturne/topics/{kept.pk}/hear", {"level": "x"}).status_code == 404
