"""Brands founded before held comments opened cases have the rule too, unless they chose otherwise."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from conftest import seat_for
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.engagement.actions.settings import RuleForm, add_rule, edit_rule, remove_rule, start_rules
from parvis.engagement.models import TriageRule
from parvis.engagement.queries import rules_of

pytestmark = pytest.mark.django_db
migration = import_module("parvis.engagement.migrations.0010_held_rule")


def migrate() -> None:
    migration.add_held_rule(apps, None)


@pytest.fixture
def old(brand: Brand) -> Brand:
    """As it was founded before."""
    start_rules(brand, str)
    TriageRule.objects.filter(brand=brand, conditions={"held": True}).delete()
    return brand


def names(brand: Brand) -> list[str]:
    return list(rules_of(brand.pk).values_list("name", flat=True))


def test_an_old_brand_has_it_where_a_new_one_has_it(old: Brand, other_brand: Brand) -> None:
    start_rules(other_brand, str)
    migrate()
    migrate()
    assert [rule.conditions for rule in rules_of(old.pk)] == [rule.conditions for rule in rules_of(other_brand.pk)]
    assert [rule.position for rule in rules_of(old.pk)] == list(range(6))


def test_its_name_is_in_the_language_of_the_brand(old: Brand) -> None:
    assert old.language == "fr"
    migrate()
    assert "Commentaires en attente d’une décision" in names(old)


def test_a_brand_that_removed_it_or_reworded_it_keeps_its_choice(brand: Brand, other_brand: Brand) -> None:
    for one, act in ((brand, "remove"), (other_brand, "reword")):
        by = seat_for(one, Role.OWNER).account
        start_rules(one, str)
        held = TriageRule.objects.get(brand=one, conditions={"held": True})
        if act == "remove":
            remove_rule(held, by=by, at=now())
        else:
            edit_rule(held, RuleForm(held.name, {"held": True, "networks": ["wordpress"]}), by=by, at=now())
    before = names(brand), names(other_brand)
    migrate()
    assert (names(brand), names(other_brand)) == before


def test_a_brand_without_rules_is_left_without(brand: Brand, ines) -> None:
    migrate()
    assert names(brand) == []
    made = add_rule(brand, RuleForm("Tout"), by=ines.account, at=now())
    migrate()
    assert names(brand)[0] == migration.NAMES["fr"]
    assert rules_of(brand.pk)[1].pk == made.pk
