"""An expert sees what was routed to them, and nothing else of the inbox."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Post
from parvis.core.models import Brand, Department
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, assign, open_case
from parvis.engagement.actions.routing import Ask, ask
from parvis.engagement.models import Case
from parvis.engagement.queries import Filters, case_of, counts, inbox, routed, visible_to
from parvis.flows.intake import take_in

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_an_expert_sees_what_was_routed_to_them_only(brand: Brand) -> None:
    place, _ = add_place(
        brand, NewPlace("feed", "feed", "https://b.example/f", "https://b.example/f", "Blog"), by=None, at=NOON
    )
    take_in(
        place, [Item(f"p{n}", f"t{n}", "Bonjour ?", author=Author(f"a{n}", "Ana"), at=NOON) for n in range(4)], NOON
    )
    manager = seat_for(brand, Role.MANAGER)
    by = By(manager.account, NOON)
    plain, to_department, to_hand, elsewhere = (open_case(post, by) for post in Post.objects.order_by("pk"))
    crew = Department.objects.create(brand=brand, name="Équipages")
    others = Department.objects.create(brand=brand, name="Presse")
    expert = seat_for(brand, Role.EXPERT)
    expert.department = crew
    expert.save()
    ask(brand, to_department.pk, Ask(crew), by)
    ask(brand, elsewhere.pk, Ask(others), by)
    assign(brand, to_hand.pk, expert, by)

    only = routed(expert)
    assert {c.pk for c in inbox(brand.pk, Filters(only=only), NOON)} == {to_department.pk, to_hand.pk}
    assert set(visible_to(expert).values_list("pk", flat=True)) == {to_department.pk, to_hand.pk}
    assert counts(brand.pk, expert.pk, NOON, only)["all"] == 2
    assert case_of(brand.pk, to_hand.pk, only).pk == to_hand.pk
    with pytest.raises(Case.DoesNotExist):
        case_of(brand.pk, plain.pk, only)
    assert routed(manager) is None
    assert counts(brand.pk, manager.pk, NOON)["all"] == 4
