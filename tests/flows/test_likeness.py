"""Who may be one person: proposed after the intake, refused for good, joined alone only where both networks vouch."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place
from parvis.core.models import Brand, Seat
from parvis.flows import joining, likeness
from parvis.flows.intake import take_in
from parvis.flows.likeness import compare_newcomers, compare_next, look_again
from parvis.people.actions import Sighting, attribute
from parvis.people.actions.merging import AlreadyOne, merge, unmerge
from parvis.people.actions.suggesting import LATER, put_aside, refuse, take_back_refusal
from parvis.people.models import Identity, Merge, Person, Suggestion
from parvis.people.resemblance import how_many_wait, proposals

pytestmark = pytest.mark.django_db


def met(brand: Brand, network: str, at: datetime, **profile: object) -> Person:
    remote = f"{network}:{profile}"
    attribute(brand.pk, network, {remote: Sighting(Author(remote, **profile), at, at)})
    return Identity.objects.select_related("person").get(brand=brand, remote_id=remote).person


def waiting(brand: Brand, at: datetime) -> list[tuple[int, int]]:
    return [(p.low.pk, p.high.pk) for p in proposals(brand.pk, at)]


@pytest.fixture
def two(brand: Brand, noon: datetime) -> tuple[Person, Person]:
    """Solveig, on her blog and by mail."""
    blog = met(brand, "feed", noon, name="Solveig Quéméneur", handle="solveig-rail")
    mail = met(brand, "email", noon, name="Solveig QUEMENEUR", handle="solveig.quemeneur@poste.example")
    look_again(brand.pk, noon)
    return blog, mail


def place_of(brand: Brand, network: str, at: datetime) -> Place:
    return add_place(brand, NewPlace(network, network, network, network, network), by=None, at=at)[0]


def test_a_newcomer_is_compared_in_the_background_soon_after_they_spoke(
    brand: Brand, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(likeness, "enqueue", lambda task, **told: asked.append((task.name, told["key"])))
    for n, network in enumerate(("plaza", "square")):
        author = Author(f"r{n}", name="Solveig Quéméneur", handle="solveigq")
        take_in(place_of(brand, network, noon), [Item(f"p{n}", "t", "Bonjour", author=author, at=noon)], noon)
    take_in(place_of(brand, "plaza", noon), [Item("p9", "t", "Encore", author=Author("r0"), at=noon)], noon)
    assert asked == [(compare_newcomers.name, f"likeness:{brand.pk}")] * 2, "one key: pages that wait make one job"
    compare_newcomers(brand.pk)
    assert len(waiting(brand, noon)) == 1
    compare_newcomers(brand.pk)
    assert Suggestion.objects.count() == 1, "twice is once"


def test_a_name_in_two_spellings_is_proposed_with_its_evidence(
    brand: Brand, noon: datetime, two: tuple[Person, Person]
) -> None:
    (found,) = proposals(brand.pk, noon)
    assert {found.low, found.high} == set(two)
    assert "Same name" in [e["text"].partition(":")[0] for e in found.suggestion.evidence]
    assert not Merge.objects.exists(), "proposed, never done"


def test_a_refusal_is_for_good_and_holds_for_whoever_counts_as_them(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    blog, mail = two
    refuse(brand, one=blog, other=mail, by=ines.account, at=noon)
    assert waiting(brand, noon) == []
    look_again(brand.pk, noon)
    assert not Suggestion.objects.exists(), "the next round removes it"
    third = met(brand, "plaza", noon, name="Solveig Quéméneur", handle="solveig-rail")
    merged = merge(brand, winner=third, loser=blog, by=ines.account, at=noon)
    look_again(brand.pk, noon)
    assert waiting(brand, noon) == [], "blog counts as the third, and blog is not mail"
    unmerge(brand, merged=merged, by=ines.account, at=noon)
    look_again(brand.pk, noon)
    assert (mail.pk, third.pk) in waiting(brand, noon), "of the third alone nobody said so"


def test_a_refusal_taken_back_may_be_proposed_again(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    row = refuse(brand, one=two[0], other=two[1], by=ines.account, at=noon)
    assert row is not None
    assert take_back_refusal(brand, row.pk, by=ines.account, at=noon)
    assert not take_back_refusal(brand, row.pk, by=ines.account, at=noon)
    assert len(waiting(brand, noon)) == 1


def test_what_is_put_aside_comes_back_after_a_week(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    put_aside(brand, Suggestion.objects.get().pk, by=ines.account, at=noon)
    look_again(brand.pk, noon)
    assert waiting(brand, noon) == []
    assert how_many_wait(brand.pk, noon) == 0
    assert len(waiting(brand, noon + LATER)) == 1


def test_a_slip_is_taken_back_and_two_who_are_separated_are_never_proposed_again(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    for way, left in ((joining.take_back, 1), (joining.separate, 0)):
        suggestion = Suggestion.objects.select_related("brand", "low", "high").get()
        made = joining.accept(suggestion, keep=two[1].pk, by=ines.account, at=noon)
        assert made.winner_id == two[1].pk
        assert waiting(brand, noon) == []
        assert way(made, by=ines.account, at=noon)
        look_again(brand.pk, noon)
        assert len(waiting(brand, noon)) == left


def test_two_colleagues_accept_one_suggestion_and_the_second_is_told(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    suggestion = Suggestion.objects.select_related("brand", "low", "high").get()
    joining.accept(suggestion, keep=two[0].pk, by=ines.account, at=noon)
    with pytest.raises(AlreadyOne):
        joining.accept(suggestion, keep=two[1].pk, by=ines.account, at=noon)
    assert Merge.objects.count() == 1


PAGE = {"url": "https://rails.example/@lea", "verified": True}


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (("mastodon", PAGE), ("fediverse", {**PAGE, "url": "https://www.rails.example/@Lea/"}), True),
        (("mastodon", PAGE), ("fediverse", {**PAGE, "verified": False}), False),
        (("mastodon", PAGE), ("mastodon", {**PAGE, "handle": "given anew"}), False),
        (("mastodon", PAGE), ("fediverse", {**PAGE, "url": "https://rails.example/"}), False),
        (("feed", {**PAGE, "url": "https://firm.example"}), ("plaza", {**PAGE, "url": "https://firm.example"}), False),
        (
            ("email", {"handle": "lea@poste.example", "verified": True}),
            ("plaza", {**PAGE, "about": "lea@poste.example"}),
            False,
        ),
        (("mastodon", {**PAGE, "handle": "lea"}), ("plaza", {"handle": "lea", "verified": True}), False),
    ],
)
def test_only_an_address_for_which_both_networks_vouch_joins_by_itself(
    brand: Brand,
    noon: datetime,
    first: tuple[str, dict[str, object]],
    second: tuple[str, dict[str, object]],
    joined: bool,
) -> None:
    for network, profile in (first, second):
        met(brand, network, noon, name="Léa", **profile)
    look_again(brand.pk, noon)
    assert [m.reason for m in Merge.objects.all()] == (["verified"] if joined else [])


def test_what_a_person_separated_no_program_joins_again(brand: Brand, ines: Seat, noon: datetime) -> None:
    for network in ("mastodon", "fediverse"):
        met(brand, network, noon, name="Léa", **PAGE)
    look_again(brand.pk, noon)
    unmerge(brand, merged=Merge.objects.get(), by=ines.account, at=noon)
    look_again(brand.pk, noon)
    assert Merge.objects.filter(undone_at=None).count() == 0


def test_a_key_that_everybody_bears_compares_nobody_and_the_cost_is_bounded(brand: Brand, noon: datetime) -> None:
    def crowd(start: int, n: int) -> int:
        seen = {
            f"r{i}": Sighting(Author(f"r{i}", name="Jean Martin", handle=f"h{i}x{i}"), noon, noon)
            for i in range(start, start + n)
        }
        attribute(brand.pk, "plaza", seen)
        with CaptureQueriesContext(connection) as asked:
            while compare_next(brand.pk, noon):
                pass
        return len(asked)

    few = crowd(0, 50)
    assert crowd(100, 200) <= few + 12, "statements grow by the thousand rows, not by the person"
    assert Suggestion.objects.count() == 0


def test_another_brands_people_are_never_met(brand: Brand, other_brand: Brand, noon: datetime) -> None:
    for one in (brand, other_brand):
        met(one, "feed", noon, name="Solveig Quéméneur", handle=f"s{one.slug}")
        look_again(one.pk, noon + timedelta(hours=1))
    assert not Suggestion.objects.exists()
