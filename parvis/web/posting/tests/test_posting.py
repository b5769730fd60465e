import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.models import Bookmark, Draft, PostReaction, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.conversations.models import Post, Revision
from parvis.core.models import Journal
from parvis.core.roles import Role
from tests.square import Square

pytestmark = pytest.mark.django_db
HOME = "/c/nocturne"


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def of(topic, seq=1) -> Post:
    return Post.sealed_too.get(thread_id=topic.pk, seq=seq)


def test_a_look_before_sending_with_and_without_script(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour")
    client = signed_in(lea)
    told = {"topic": topic.pk, "body": "**Oui** @lea <script>"}
    shown = client.post(f"{HOME}/compose/preview", told).content.decode()
    assert "<strong>Oui</strong>" in shown
    assert 'href="/c/nocturne/m/lea"' in shown
    assert "<script" not in shown
    page = client.post(f"{HOME}/topics/{topic.pk}/answer", {"body": "**Oui**", "key": "a" * 32, "preview": "1"})
    assert "<strong>Oui</strong>" in page.content.decode()
    assert f'value="{"a" * 32}"' in page.content.decode()
    assert Topic.objects.get().post_count == 1


def test_a_draft_is_brought_back_until_it_is_published(square):
    lea, room = square.member("lea"), square.space("Entraide")
    topic = square.topic(room, lea, "Bonjour")
    client = signed_in(lea)
    for body in ("Je com", "Je commence"):
        assert client.post(f"{HOME}/compose/draft", {"topic": topic.pk, "body": body}).status_code == 204
    client.post(f"{HOME}/compose/draft", {"space": room.slug, "title": "Un titre", "body": "Autre"})
    assert Draft.objects.count() == 2
    assert "Je commence</textarea>" in client.get(f"{HOME}/t/bonjour/{topic.pk}").content.decode()
    begun = client.get(f"{HOME}/s/entraide/new").content.decode()
    assert "Autre</textarea>" in begun
    assert 'value="Un titre"' in begun
    client.post(f"{HOME}/topics/{topic.pk}/answer", {"body": "Fini", "key": "a" * 32})
    client.post(f"{HOME}/compose/draft", {"space": room.slug, "title": "", "body": " "})
    assert not Draft.objects.exists()


def test_names_are_offered_to_who_may_read_and_of_who_may_read(square):
    lea, tom, room = square.member("lea"), square.member("leonard"), square.space("Serre", Access.SECRET)
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    change_space(room, SpaceForm("Serre", access=Access.SECRET, groups={group.pk: "write"}), by=lea.account, at=NOON)
    square.space("Entraide")
    asked = f"{HOME}/compose/names?begun=le&space="
    names = lambda client, space: [n["handle"] for n in client.get(asked + space).json()["names"]]  # noqa: E731
    assert names(signed_in(lea), "entraide") == ["lea", "leonard"]
    assert names(signed_in(lea), "serre") == ["lea"]
    assert signed_in(tom).get(f"{asked}serre").status_code == 404
    assert Client().get(f"{asked}entraide").status_code == 302
    topic = square.topic(room, lea, "Secret", "Pour @lea et @leonard.")
    assert of(topic).html.count('class="mention"') == 1
    client = signed_in(lea)
    assert {client.get(f"{asked}serre").status_code for _n in range(25)} == {200, 429}


def test_a_post_is_quoted_without_script(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour", "Une idée.")
    page = signed_in(lea).get(f"{HOME}/topics/{topic.pk}/answer?quote={of(topic).pk}").content.decode()
    assert f"&gt; [Lea](/c/nocturne/t/bonjour/{topic.pk}/1)" in page
    assert "&gt; Une idée." in page


def test_what_was_changed_is_shown_to_who_may_see_it(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour", "Une bougie bleue.")
    inner = square.topic(square.space("Salon", Access.MEMBERS), lea, "Bonsoir", "Une bougie bleue.")
    writer = signed_in(lea)
    for one in (topic, inner):
        address = f"{HOME}/posts/{of(one).pk}/versions"
        assert writer.get(address).status_code == 404, "never edited"
        writer.post(f"{HOME}/posts/{of(one).pk}/edit", {"title": one.title, "body": "Une lampe bleue."})
        page = writer.get(address).content.decode()
        assert "bougie</del>" in page
        assert "lampe</ins>" in page
        assert writer.get(f"{address}?version=9").status_code == 404
    assert Client().get(f"{HOME}/posts/{of(topic).pk}/versions").status_code == 200
    assert signed_in(tom).get(f"{HOME}/posts/{of(inner).pk}/versions").status_code == 404


def test_two_who_edit_one_post_both_keep_their_words(square):
    lea = square.member("lea")
    keeper = square.member("garde", seat_for(square.brand, Role.OWNER).account)
    topic = square.topic(square.space("Entraide"), lea, "Bonjour", "Avant.")
    address = f"{HOME}/posts/{of(topic).pk}/edit"
    page = signed_in(lea).get(address).content.decode()
    seen = page.split('name="seen" value="')[1][:24]
    told = {"title": "Bonjour", "seen": seen}
    assert signed_in(keeper).post(address, {**told, "body": "Autre."}).status_code == 302
    crossed = signed_in(lea).post(address, {**told, "body": "Mien."})
    said = crossed.content.decode()
    assert crossed.status_code == 409
    assert "Autre.</pre>" in said
    assert "Mien.</textarea>" in said
    anew = said.split('name="seen" value="')[1][:24]
    assert signed_in(lea).post(address, {**told, "seen": anew, "body": "Mien."}).status_code == 302
    assert of(topic).source == "Mien."
    assert list(Revision.objects.values_list("source", flat=True)) == ["Avant.", "Autre."]
    assert Journal.objects.filter(verb="post.reworded", actor=keeper.account).count() == 1


def test_links_edited_in_later_wait_for_a_moderator(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour", "Sans lien.")
    signed_in(lea).post(f"{HOME}/posts/{of(topic).pk}/edit", {"title": "Bonjour", "body": "Voyez http://vente.test"})
    assert of(topic).standing == "held"
    assert "vente.test" not in Client().get(f"{HOME}/t/bonjour/{topic.pk}").content.decode()
    assert Journal.objects.filter(verb="post.held").count() == 1


def test_signs_are_counted_once_for_each_and_marks_are_one_s_own(square, django_assert_num_queries):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour")
    post, page = of(topic).pk, f"{HOME}/t/bonjour/{topic.pk}"
    leas, toms = signed_in(lea), signed_in(tom)
    before = Topic.objects.get().version
    for client in (leas, toms):
        assert client.post(f"{HOME}/posts/{post}/react", {"kind": "like"}).headers["Location"] == f"{page}#p1"
    stand = toms.post(f"{HOME}/posts/{post}/react", {"kind": "thanks"}, headers={"accept": "application/json"}).json()
    assert (stand["like"], stand["thanks"], stand["smile"]) == ([2, True], [1, True], [0, False])
    assert toms.post(f"{HOME}/posts/{post}/react", {"kind": "boo"}).status_code == 404
    toms.post(f"{HOME}/posts/{post}/react", {"kind": "like"})
    assert sorted(PostReaction.objects.values_list("member__handle", "kind")) == [("lea", "like"), ("tom", "thanks")]
    assert (Topic.objects.get().reaction_count, Topic.objects.get().version) == (2, before + 4)
    toms.post(f"{HOME}/posts/{post}/mark")
    assert "Bonjour" in toms.get(f"{HOME}/marks").content.decode()
    assert "/t/bonjour/" not in leas.get(f"{HOME}/marks").content.decode()
    Client().get(page)
    with django_assert_num_queries(4):
        Client().get(page)
    toms.get(page)
    with django_assert_num_queries(7):
        toms.get(page)
    toms.post(f"{HOME}/posts/{post}/mark", {"onward": "marks"})
    assert not Bookmark.objects.exists()


def test_marks_of_a_room_that_closed_to_a_member_are_no_longer_listed(square):
    lea, tom, room = square.member("lea"), square.member("tom"), square.space("Serre")
    topic = square.topic(room, lea, "Coquelicot")
    signed_in(tom).post(f"{HOME}/posts/{of(topic).pk}/mark")
    change_space(room, SpaceForm("Serre", access=Access.SECRET), by=lea.account, at=NOON)
    assert "oquelicot" not in signed_in(tom).get(f"{HOME}/marks").content.decode()
