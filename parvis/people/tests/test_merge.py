"""One person, many identities: joined by somebody, undone exactly, said in the journal."""

from __future__ import annotations

from datetime import datetime

import pytest

from parvis.connectors.contract import Author
from parvis.core import journal
from parvis.core.models import Brand, Journal, Seat
from parvis.people.actions import Sighting, attribute, merge, unmerge
from parvis.people.models import Identity, Person


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
