"""One person, many identities: joined by somebody, undone exactly, said in the journal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.connectors.contract import Author
from parvis.core import journal
from parvis.core.models import Brand, Journal, Seat
from parvis.people.actions import Sighting, attribute
from parvis.people.actions.merging import AlreadyOne, merge, unmerge
from parvis.people.models import Apart, Identity, Merge, Person


@pytest.fixture
def two(brand: Brand, noon: datetime) -> tuple[Person, Person]:
    """Léa on her blog, Léa by mail: two people until somebody says otherwise."""
    for network, handle in (("feed", "lea-du-rail"), ("email", "lea@poste.example")):
        attribute(brand.pk, network, {handle: Sighting(Author(handle, name="Léa"), noon, noon)})
    first, second = Person.objects.order_by("pk")
    return first, second


def identities(person: Person) -> list[str]:
    return list(Identity.objects.filter(person=person).order_by("pk").values_list("remote_id", flat=True))


@pytest.mark.django_db
def test_the_same_name_alone_merges_nobody(two: tuple[Person, Person]) -> None:
    assert [len(identities(person)) for person in two] == [1, 1]


@pytest.mark.django_db
def test_a_merge_moves_identities_and_is_undone_exactly(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    blog, mail = two
    merged = merge(brand, winner=blog, loser=mail, by=ines.account, at=noon)
    assert identities(blog) == ["lea-du-rail", "lea@poste.example"]
    attribute(brand.pk, "feed", {"lea2": Sighting(Author("lea2", name="Léa"), noon, noon)})
    Identity.objects.filter(remote_id="lea2").update(person=blog)
    unmerge(brand, merged=merged, by=ines.account, at=noon)
    unmerge(brand, merged=merged, by=ines.account, at=noon)
    assert identities(blog) == ["lea-du-rail", "lea2"], "what came since stays"
    assert identities(mail) == ["lea@poste.example"]
    verbs = list(Journal.objects.filter(brand=brand).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["person.merged", "person.unmerged"], "undoing twice is said once"
    assert journal.verify(brand) is None


@pytest.mark.django_db
def test_nobody_is_merged_with_themselves_or_across_brands(
    brand: Brand, other_brand: Brand, noon: datetime, two: tuple[Person, Person]
) -> None:
    blog, mail = two
    with pytest.raises(ValueError, match="two different people"):
        merge(brand, winner=blog, loser=blog, by=None, at=noon)
    with pytest.raises(ValueError, match="of this brand"):
        merge(other_brand, winner=blog, loser=mail, by=None, at=noon)


@pytest.mark.django_db
def test_a_second_merge_of_one_pair_and_a_circle_are_answered_by_name(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    blog, mail = two
    merge(brand, winner=blog, loser=mail, by=ines.account, at=noon)
    for winner, loser in ((blog, mail), (mail, blog)):
        with pytest.raises(AlreadyOne) as refused:
            merge(brand, winner=winner, loser=loser, by=ines.account, at=noon)
        assert refused.value.head_id == blog.pk
    assert Merge.objects.count() == 1


@pytest.mark.django_db
def test_an_unmerge_after_an_erasure_says_that_nothing_is_left(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    blog, mail = two
    merged = merge(brand, winner=blog, loser=mail, by=ines.account, at=noon)
    Identity.objects.filter(person=blog).delete()
    Merge.objects.all().delete()
    Person.objects.all().delete()
    with pytest.raises(Merge.DoesNotExist):
        unmerge(brand, merged=merged, by=ines.account, at=noon)
    assert not Apart.objects.exists()


@pytest.mark.django_db
def test_a_merge_of_somebody_with_ten_thousand_posts_touches_identities_only(
    brand: Brand, ines: Seat, noon: datetime, two: tuple[Person, Person]
) -> None:
    blog, mail = two
    with CaptureQueriesContext(connection) as seen:
        merge(brand, winner=blog, loser=mail, by=ines.account, at=noon)
    written = [q["sql"] for q in seen if q["sql"].lstrip().upper().startswith(("UPDATE", "INSERT", "DELETE"))]
    assert {sql.split('"')[1] for sql in written} == {
        "people_identity", "people_merge", "people_apart", "people_person", "core_journal"
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_one_pair_at_the_same_instant_make_one_merge(noon: datetime) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: there is no same instant, and tests keep it in memory")
    brand = Brand.objects.create(name="N", slug="n", language="fr", languages=["fr"], created_at=noon)
    for network in ("feed", "email"):
        attribute(brand.pk, network, {"lea": Sighting(Author("lea", name="Léa"), noon, noon)})
    blog, mail = Person.objects.order_by("pk")

    def press(pair: tuple[Person, Person]) -> str:
        try:
            merge(brand, winner=pair[0], loser=pair[1], by=None, at=noon)
        except AlreadyOne:
            return "already one"
        finally:
            connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(hands.map(press, [(blog, mail), (mail, blog)]))
    assert answers == ["already one", "merged"]
    assert Merge.objects.count() == 1
