"""Places that keep posts for a time only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place, keep_for
from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.actions.alerts import forget_old_alerts
from parvis.engagement.actions.cases import By, close, open_case
from parvis.engagement.actions.notices import tell
from parvis.engagement.models import Alert, AlertDelivery, AlertRule, Case, Notice
from parvis.engagement.rules import Outcome
from parvis.flows import retention
from parvis.flows.intake import take_in
from parvis.flows.retention import ALERTS_DAYS, retain
from parvis.flows.watches import match_recent
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit, Watch

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANA = Author("u-ana", name="Ana")


@pytest.fixture
def place(brand: Brand, ines: Seat) -> Place:
    """Five threads of two posts: 0, 10, 20, 30 and 40 days old; posts are kept 25 days."""
    made, _ = add_place(brand, NewPlace("plaza", "wall", "w", "w", "Mur"), by=None, at=NOON)
    watch = save_watch(brand, name="Gares", query="gare", role="topic", by=None, at=NOON)
    take_in(made, told(), NOON)
    match_recent(watch.pk)
    keep_for(made, 25, by=ines.account, at=NOON)
    return made


def told() -> list[Item]:
    return [
        Item(f"p{d}-{n}", f"t{d}", f"La gare, jour {d}", title=f"Jour {d}", author=ANA, at=NOON - timedelta(days=d, hours=n))
        for d in (40, 30, 20, 10, 0)
        for n in (1, 0)
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_is_older_goes_with_its_thread_and_the_figures_follow(place: Place) -> None:
    assert retain(place.pk, NOON) is None
    assert sorted(Thread.objects.values_list("remote_id", flat=True)) == ["t0", "t10", "t20"]
    assert Post.objects.count() == 6
    place.refresh_from_db()
    assert place.post_count == 6
    assert Watch.objects.get().hit_count == Hit.objects.count() == 6
    assert retain(place.pk, NOON) is None
    assert Post.objects.count() == 6


@pytest.mark.django_db
def test_an_open_case_holds_its_thread_and_a_closed_one_its_place_only(place: Place, ines: Seat) -> None:
    by = By(ines.account, NOON)
    held = open_case(Post.objects.get(remote_id="p40-0"), by)
    done = open_case(Post.objects.get(remote_id="p30-0"), by)
    close(place.brand, done.pk, Outcome.ANSWERED, By(ines.account, NOON))
    retain(place.pk, NOON)
    assert Post.objects.filter(thread=held.thread).exclude(text="").count() == 2
    left = Post.objects.get(thread=done.thread)
    assert (left.remote_id, left.text, left.author_id) == ("p30-0", "", None)
    assert Thread.objects.get(pk=done.thread_id).title == ""
    assert Case.objects.count() == 2
    # Once it is closed, the next night takes its words too.
    close(place.brand, held.pk, Outcome.ANSWERED, By(ines.account, NOON))
    retain(place.pk, NOON)
    assert not Post.objects.filter(thread=held.thread).exclude(text="").exists()


@pytest.mark.django_db
def test_what_has_gone_is_not_taken_in_again(place: Place) -> None:
    retain(place.pk, NOON)
    assert take_in(place, told(), NOON).new == 0


@pytest.mark.django_db
def test_a_stretch_is_bounded_and_the_next_goes_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    seen, after = 0, None
    while (after := retain(place.pk, NOON, after=after, stretch=1)) is not None:
        seen += 1
    assert seen == 4
    assert Post.objects.count() == 6


@pytest.mark.django_db
def test_each_night_asks_for_the_places_that_keep_for_a_time(place: Place, brand: Brand) -> None:
    add_place(brand, NewPlace("plaza", "wall", "x", "x", "Autre"), by=None, at=NOON)
    asked: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "enqueue", lambda _task, **told: asked.append(told["place_id"]))
        retention.let_go_of_old_posts()
    assert asked == [place.pk]


@pytest.mark.django_db
def test_who_chose_it_stands_in_the_journal(place: Place, ines: Seat) -> None:
    line = Journal.objects.get(verb="place.kept_for")
    assert (line.actor, line.data) == (ines.account, {"days": 25})


@pytest.mark.django_db
def test_alerts_that_are_done_with_go_after_half_a_year_and_the_others_stay(brand: Brand, ines: Seat) -> None:
    rule = AlertRule.objects.create(brand=brand, name="Gares", kind="hit", seats=[ines.pk], created_at=NOON)
    old = NOON - timedelta(days=ALERTS_DAYS, minutes=1)
    done, waiting, added, fresh = (
        Alert.objects.create(brand=brand, rule=rule, at=at, last_at=last, **more)
        for at, last, more in (
            (old, old, {"closed_at": old, "closed_by": ines.account}),
            (old, old, {}),
            (old, NOON, {"seen_at": NOON}),
            (NOON, NOON, {"seen_at": NOON}),
        )
    )
    AlertDelivery.objects.create(brand=brand, alert=done, channel="page", to="x", state="sent", at=old)
    notices = tell(brand, [ines.account_id], "alert", at=old, data={"alert": done.pk})
    notices += tell(brand, [ines.account_id], "alert", at=old, data={"alert": waiting.pk})
    assert forget_old_alerts(NOON - timedelta(days=ALERTS_DAYS)) == 1
    assert list(Alert.objects.order_by("pk")) == [waiting, added, fresh]
    assert list(Notice.objects.all()) == notices[1:]
    assert forget_old_alerts(NOON - timedelta(days=ALERTS_DAYS)) == 0
