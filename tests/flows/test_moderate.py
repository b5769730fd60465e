"""From a held comment on a blog to a decision there, and back: on the fake WordPress, over a line that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.contract import Act
from parvis.connectors.testing.faults import CutInBody, Status
from parvis.connectors.testing.proxy import Proxy, fault_proxy
from parvis.connectors.wordpress.tests.fake import FakeWordPress, fake_wordpress
from parvis.conversations.models import Moderation, Place, Post, Stream
from parvis.conversations.queries import asked_decisions, last_decisions
from parvis.conversations.rules import ACTS, opposite
from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.actions.settings import start_rules
from parvis.engagement.models import Case
from parvis.flows import moderate
from parvis.flows.intake import poll
from parvis.flows.moderate import carry_out, decide, moderated_here, undo
from parvis.flows.places import listen_to, try_with
from parvis.outbox.rules import MOST_TRIES

AT = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Blog:
    """A place of the brand that reads the fake through the proxy."""

    fake: FakeWordPress
    proxy: Proxy
    place: Place

    def read(self, at: datetime) -> None:
        Stream.objects.filter(place=self.place).update(due_at=at, lease_until=None)
        assert poll(Stream.objects.get(place=self.place).pk, at)

    def post(self, number: int) -> Post:
        return Post.objects.select_related("brand", "place").get(remote_id=f"comment-{number}")

    def status(self, number: int) -> str:
        return str(next(row["status"] for row in self.fake.comments if row["id"] == number))


@pytest.fixture
def blog(brand: Brand, ines: Seat, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blog]:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    start_rules(brand, str)
    with fake_wordpress() as fake, fault_proxy(fake.site.host, fake.site.port) as proxy:
        given = {"user": "ines", "password": "mot de ines"}
        found = try_with("wordpress", f"{proxy.address}/wp-json/", {"user": "ines"}, {"password": "mot de ines"})
        place, _ = listen_to(brand, found, given, by=ines.account, at=AT)
        yield Blog(fake, proxy, place)


def test_a_held_comment_opens_a_case_and_is_decided_from_here(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("à retenir", status="hold")
    blog.read(AT)
    post = blog.post(number)
    assert (post.standing, post.kind, moderated_here(post.place)) == ("held", "comment", True)
    assert Case.objects.get().opened_by == "Comments that await a decision"

    made = decide(post, Act.APPROVE, by=ines.account, at=AT)
    assert (made.state, made.before, blog.post(number).standing) == ("asked", "held", "held")
    assert carry_out(made.pk, AT) == "done"
    assert (blog.status(number), blog.post(number).standing) == ("approved", "")
    assert carry_out(made.pk, AT) is None
    lines = Journal.objects.filter(object=f"post:{post.pk}").values_list("verb", "data")
    assert list(lines) == [("post.approve", {"before": "held"})]


def test_a_decision_is_taken_back(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("hop", status="hold")
    blog.read(AT)
    for act in (Act.SPAM, Act.APPROVE, Act.TRASH):
        done = decide(blog.post(number), act, by=ines.account, at=AT)
        carry_out(done.pk, AT)
        back = undo(Moderation.objects.select_related("post__brand").get(pk=done.pk), by=ines.account, at=AT)
        carry_out(back.pk, AT)
        assert (blog.post(number).standing, blog.status(number)) == ("held", "hold")


def test_what_wordpress_decides_itself_is_seen_here(blog: Blog) -> None:
    number = blog.fake.comment("publié puis retiré")
    blog.read(AT)
    blog.fake.comments[-1]["status"] = "spam"
    blog.read(AT + timedelta(hours=1))
    post = blog.post(number)
    assert (post.standing, post.edited_at, post.deleted_at) == ("spam", None, None)


def test_spam_opens_no_case(blog: Blog) -> None:
    blog.fake.comment("casino gratuit ?", status="spam")
    blog.read(AT)
    assert not Case.objects.exists()


def test_our_own_answer_comes_back_as_the_same_words(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("l'essentiel", user=1)
    blog.read(AT)
    post = blog.post(number)
    Post.objects.filter(pk=post.pk).update(source="l'essentiel", format="text")
    blog.read(AT + timedelta(hours=1))
    assert (blog.post(number).direction, blog.post(number).edited_at) == ("out", None)


def test_a_comment_that_comes_back_stands_again(blog: Blog) -> None:
    number = blog.fake.comment("là, plus là, là")
    blog.read(AT)
    kept = blog.fake.comments.pop()
    blog.read(AT + timedelta(hours=1))
    assert blog.post(number).deleted_at
    blog.fake.comments.append(kept)
    blog.read(AT + timedelta(hours=2))
    assert (blog.post(number).deleted_at, blog.post(number).text) == (None, "là, plus là, là")


def test_a_broken_line_is_tried_again_until_it_holds(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("perdu", status="hold")
    blog.read(AT)
    made = decide(blog.post(number), Act.APPROVE, by=ines.account, at=AT)
    blog.proxy.plan(CutInBody(), Status(429, "120"))
    assert carry_out(made.pk, AT) == "asked"
    waiting = Moderation.objects.get()
    assert waiting.problem
    assert (waiting.attempts, waiting.problem["kind"]) == (1, "Transient")
    assert waiting.again_at
    assert waiting.again_at > AT
    assert carry_out(made.pk, AT) == "asked"
    assert asked_decisions(AT + timedelta(minutes=1)) == []
    # "In 120 seconds" is told by the clock of the house, however long ago this file was read.
    told = Moderation.objects.get().again_at
    assert told
    assert asked_decisions(told) == [made.pk]
    assert carry_out(made.pk, AT) == "done"
    assert Moderation.objects.get().problem is None


def test_a_refusal_is_shown_and_changes_nothing(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("disparu", status="hold")
    blog.read(AT)
    blog.fake.comments.clear()
    made = decide(blog.post(number), Act.APPROVE, by=ines.account, at=AT)
    assert carry_out(made.pk, AT) == "failed"
    shown = last_decisions(ines.brand_id, [made.post_id])[made.post_id]
    assert shown.problem
    assert (shown.state, shown.problem["kind"], blog.post(number).standing) == ("failed", "Gone", "held")


def test_a_site_that_never_answers_is_given_up_aloud(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("muet", status="hold")
    blog.read(AT)
    made = decide(blog.post(number), Act.SPAM, by=ines.account, at=AT)
    blog.proxy.usual = Status(500)
    states = [carry_out(made.pk, AT) for _ in range(MOST_TRIES)]
    assert states == ["asked"] * (MOST_TRIES - 1) + ["failed"]


def test_a_defect_of_ours_is_shown_too(blog: Blog, ines: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    number = blog.fake.comment("aïe", status="hold")
    blog.read(AT)
    made = decide(blog.post(number), Act.SPAM, by=ines.account, at=AT)
    monkeypatch.setattr(moderate, "source_of", lambda place: 1 / 0)
    assert carry_out(made.pk, AT) == "failed"


def test_the_last_word_counts_and_pressing_twice_asks_once(blog: Blog, ines: Seat) -> None:
    number = blog.fake.comment("d’abord spam", status="hold")
    blog.read(AT)
    first = decide(blog.post(number), Act.SPAM, by=ines.account, at=AT)
    assert decide(blog.post(number), Act.SPAM, by=ines.account, at=AT) == first
    last = decide(blog.post(number), Act.APPROVE, by=ines.account, at=AT)
    assert (carry_out(first.pk, AT), carry_out(last.pk, AT)) == (None, "done")
    assert (blog.status(number), last.before) == ("approved", "held")


def test_a_place_that_only_listens_is_not_moderated_here(blog: Blog) -> None:
    blog.place.settings["support"]["moderate"] = "no"
    assert not moderated_here(blog.place)
    assert not moderated_here(Place(network="feed", settings={"support": {"moderate": "yes"}}))
    assert not moderated_here(Place(network="parti", settings={"support": {"moderate": "yes"}}))


AFTER = {Act.APPROVE: "", Act.HOLD: "held", Act.SPAM: "spam", Act.TRASH: "trash"}


@given(before=st.sampled_from(["", "held", "spam", "trash"]), data=st.data())
def test_the_opposite_of_any_act_leads_back(before: str, data: st.DataObject) -> None:
    """In the words of a place that remembers, as WordPress does, how a post stood before spam or trash."""
    act = data.draw(st.sampled_from(ACTS[before]))  # type: ignore[index]
    if act == Act.RESTORE:  # where that leads, only the place knows; the way back from there is by name
        assert opposite(act, before) == {"spam": Act.SPAM, "trash": Act.TRASH}[before]
        return
    remembered = before if act in (Act.SPAM, Act.TRASH) and before in ("", "held") else None
    back = opposite(act, before)
    assert (remembered if back == Act.RESTORE else AFTER[back]) == before
