"""A link gets the title of its page or says why not; what is sent to a colleague arrives once; an erased person takes it along."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from conftest import seat_for
from parvis.boards.actions.collections import CollectionForm, Kept, keep, make_collection
from parvis.boards.models import CollectionItem, Sending
from parvis.boards.rules import Visibility
from parvis.connectors.contract import Rejected, Transient
from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.core.messages import Message
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.notices import seen
from parvis.engagement.actions.telling import Wanted, wish
from parvis.engagement.models import Notice, NoticeMail
from parvis.flows import keeping
from parvis.flows.collections_out import as_file
from parvis.flows.erase import erase
from parvis.flows.notice_mail import mail_due
from tests.flows.reading_room import furnished

pytestmark = pytest.mark.django_db


def test_a_link_is_named_by_its_page_or_says_why_not(
    ines: Seat, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def title_at(address: str, reach: object) -> str:
        if "lent" in address:
            raise Transient(Message("%(host)s does not answer.", {"host": "lent.example"}))
        return "Le rail"

    monkeypatch.setattr(keeping, "title_at", title_at)
    into, by = make_collection(ines, CollectionForm("À garder"), at=noon), {"by": ines.account, "at": noon}
    for address in ("rail.example/a", "https://lent.example/"):
        item, new = keeping.keep_link(into, address, **by)
        assert new
        assert keeping.name_link(item.pk, noon)
        assert not keeping.name_link(item.pk, noon), "asked once"
    assert not keeping.keep_link(into, "https://rail.example/a", **by)[1], "it is there already"
    named, silent = CollectionItem.objects.order_by("pk")
    assert (named.url, named.title) == ("https://rail.example/a", "Le rail")
    assert silent.problem == {"text": "%(host)s does not answer.", "params": {"host": "lent.example"}}
    for address in ("pas une adresse", "javascript:alert(1)", "ftp://a.example/", ""):
        with pytest.raises(Rejected):
            keeping.keep_link(into, address, **by)


def test_a_post_sent_twice_from_one_page_arrives_once_and_only_before_who_may_see_it(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    scene = furnished(brand, noon)
    post = Post.objects.filter(place=scene.blog)[0]
    boss, guest = seat_for(brand, Role.MANAGER), seat_for(brand, Role.AGENCY_GUEST)
    said = {"note": "À lire", "key": "k1", "by": ines.account, "at": noon}
    assert keeping.send_to(boss, post, **said)
    assert not keeping.send_to(boss, post, **said)
    notice = Notice.objects.get(brand=brand)
    assert (notice.account_id, notice.kind) == (boss.account_id, "sent")
    assert notice.data == {"by": "Ines", "note": "À lire", "post": post.pk}
    mine = make_collection(ines, CollectionForm("À moi", visibility=Visibility.PRIVATE), at=noon)
    for to, what in ((guest, post), (boss, mine)):
        with pytest.raises(keeping.NotForThem):
            keeping.send_to(to, what, **{**said, "key": "k2"})


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", MAILS=True)
def test_it_comes_by_mail_at_the_hours_of_its_reader_once_and_never_what_was_seen(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    post = Post.objects.filter(place=furnished(brand, noon).blog)[0]
    awake, asleep, never, quick = (seat_for(brand, Role.MANAGER, name=name) for name in ("a", "b", "c", "d"))
    wish(asleep, Wanted(quiet="hours", quiet_from=12 * 60, quiet_to=18 * 60), at=noon)
    wish(never, Wanted(mail=False), at=noon)
    for seat in (awake, asleep, never, quick):
        assert keeping.send_to(seat, post, note="À lire <vite>", key="k1", by=ines.account, at=noon, mail=True)
    seen(brand.pk, quick.account_id, at=noon)
    assert [mail_due(noon), mail_due(noon), len(mail.outbox)] == [1, 0, 1]
    [sent] = mail.outbox
    assert (sent.to, "À lire <vite>" in sent.body) == ([awake.account.email], True)
    assert f"/b/nocturne/posts/{post.pk}/" in sent.body
    assert isinstance(sent, EmailMultiAlternatives)
    assert "À lire &lt;vite&gt;" in str(sent.alternatives)
    assert [mail_due(noon + timedelta(hours=5)), mail.outbox[1].to] == [1, [asleep.account.email]]
    assert sorted(NoticeMail.objects.values_list("state", flat=True)) == ["left", "sent", "sent"]


@override_settings(MAILS=False)
def test_who_sent_it_hears_that_no_mail_left(brand: Brand, ines: Seat, noon: datetime) -> None:
    post = Post.objects.filter(place=furnished(brand, noon).blog)[0]
    keeping.send_to(seat_for(brand, Role.MANAGER), post, note="", key="k1", by=ines.account, at=noon, mail=True)
    for hour in range(6):
        mail_due(noon + timedelta(hours=3 * hour))
    assert NoticeMail.objects.get().state == "failed"
    assert Notice.objects.filter(account=ines.account, kind="mail failed").count() == 1


def test_what_was_kept_and_sent_of_a_person_goes_with_them(brand: Brand, ines: Seat, noon: datetime) -> None:
    scene, by = furnished(brand, noon), {"by": ines.account, "at": noon}
    into = make_collection(ines, CollectionForm("À garder"), at=noon)
    posts = list(Post.objects.filter(place=scene.blog).order_by("pk"))
    for post in posts:
        keep(into, Kept(post=post, note=f"note {post.pk}"), **by)
        keeping.send_to(seat_for(brand, Role.OBSERVER, name=f"o{post.pk}"), post, note="x", key="k", **by)
    author = posts[0].author
    assert author is not None
    theirs = [post.pk for post in posts if post.author_id == author.pk]
    erase(brand, author.person, **by)
    left = [post.pk for post in posts if post.pk not in theirs]
    assert list(into.items.order_by("pk").values_list("post_id", flat=True)) == left
    assert set(Sending.objects.values_list("post_id", flat=True)) == set(left)
    assert {notice.data["post"] for notice in Notice.objects.filter(kind="sent")} == set(left)


def test_a_collection_is_taken_along_without_harm_to_who_opens_it(brand: Brand, ines: Seat, noon: datetime) -> None:
    into, by = make_collection(ines, CollectionForm("À [garder]"), at=noon), {"by": ines.account, "at": noon}
    keep(into, Kept(url="https://a.example/x>y", note="=SOMME(1)"), **by)
    assert ";'=SOMME(1);" in as_file(into, Sight(brand.pk), "csv")
    text = as_file(into, Sight(brand.pk), "md")
    assert "# À \\[garder\\]" in text
    assert "](<https://a.example/x%3Ey>)" in text
    assert '"note": "=SOMME(1)"' in as_file(into, Sight(brand.pk), "json")
