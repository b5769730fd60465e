from __future__ import annotations

from datetime import datetime

import pytest

from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.actions import settings
from parvis.engagement.actions.settings import RuleForm, RuleNameTaken
from parvis.engagement.models import TriageRule
from parvis.engagement.queries import rules_of, standing_rules
from parvis.engagement.rules import BadCondition

pytestmark = pytest.mark.django_db


def test_a_new_brand_begins_with_rules_and_keeps_what_it_made_of_them(brand: Brand, ines: Seat, noon: datetime) -> None:
    settings.start_rules(brand, str.upper)
    assert standing_rules(brand.pk)[0].name == "MESSAGES WRITTEN TO US"
    for rule in rules_of(brand.pk)[1:]:
        settings.remove_rule(rule, by=ines.account, at=noon)
    settings.start_rules(brand, str)
    assert rules_of(brand.pk).count() == 1


def test_a_bad_rule_is_refused_at_its_field(brand: Brand, ines: Seat, noon: datetime) -> None:
    with pytest.raises(BadCondition):
        settings.add_rule(brand, RuleForm("Lune", {"moon": "full"}), by=ines.account, at=noon)
    settings.add_rule(brand, RuleForm("Tout"), by=ines.account, at=noon)
    with pytest.raises(RuleNameTaken):
        settings.add_rule(brand, RuleForm(" Tout "), by=ines.account, at=noon)
    assert TriageRule.objects.count() == 1


def test_rules_are_read_in_the_order_given_without_the_paused(brand: Brand, ines: Seat, noon: datetime) -> None:
    a, b, c = (settings.add_rule(brand, RuleForm(name), by=ines.account, at=noon) for name in "abc")
    settings.order_rules(brand, [c.pk, 999, a.pk, c.pk], by=ines.account, at=noon)
    assert [rule.name for rule in standing_rules(brand.pk)] == ["c", "a", "b"]
    settings.pause_rule(c, by=ines.account, at=noon)
    assert [rule.name for rule in standing_rules(brand.pk)] == ["a", "b"]
    settings.resume_rule(c, by=ines.account, at=noon)
    settings.resume_rule(c, by=ines.account, at=noon)
    assert Journal.objects.filter(verb="rule.resumed").count() == 1
    assert b.name == "b"
