"""Which posts open cases and how soon answers are owed, as the brand wants it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from parvis.conversations.models import Place
from parvis.core import journal
from parvis.core.messages import Message
from parvis.core.models import Account, Brand, Department
from parvis.engagement.models import TriageRule
from parvis.engagement.rules import BadCondition, check_conditions, default_rules
from parvis.listening.models import Watch

LARGEST_ID = 2**63 - 1


class RuleNameTaken(Exception):
    """Another rule of the brand has this name: cases say by which rule they were opened."""


@dataclass(frozen=True, slots=True)
class RuleForm:
    name: str
    conditions: Mapping[str, Any] = field(default_factory=dict)
    opens: bool = True
    type: str = ""
    priority: int = 0
    department: Department | None = None
    question: str = ""


@transaction.atomic
def start_rules(brand: Brand, translate: Callable[[str], str]) -> None:
    """The rules of a new brand, named in its language by `translate`. A brand that has rules keeps them as they are."""
    if TriageRule.objects.filter(brand=brand).exists():
        return
    TriageRule.objects.bulk_create(
        [
            TriageRule(brand=brand, name=name.render(translate), position=position, conditions=conditions)
            for position, (name, conditions) in enumerate(default_rules())
        ]
    )


@transaction.atomic
def add_rule(brand: Brand, form: RuleForm, *, by: Account, at: datetime) -> TriageRule:
    """At the end of the list. Raises BadCondition, RuleNameTaken."""
    last = TriageRule.objects.filter(brand=brand).order_by("-position").first()
    rule = TriageRule(brand=brand, position=last.position + 1 if last else 0)
    return _save(rule, form, "rule.added", by, at)


@transaction.atomic
def edit_rule(rule: TriageRule, form: RuleForm, *, by: Account, at: datetime) -> TriageRule:
    """Cases that it opened stay. Raises BadCondition, RuleNameTaken."""
    return _save(rule, form, "rule.edited", by, at)


def _save(rule: TriageRule, form: RuleForm, verb: str, by: Account, at: datetime) -> TriageRule:
    _check_ours(rule.brand_id, form.conditions)
    rule.name, rule.conditions = form.name.strip()[:120], check_conditions(form.conditions)
    rule.opens, rule.type, rule.priority, rule.department = form.opens, form.type, form.priority, form.department
    rule.question = form.question.strip()[:2000]
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        raise RuleNameTaken(rule.name) from None
    _tell(rule, verb, by, at)
    return rule


def _check_ours(brand_id: int, conditions: Mapping[str, Any]) -> None:
    """Raises BadCondition for a watch or a place of another brand."""
    for name, model in (("watches", Watch), ("places", Place)):
        asked = conditions.get(name) or []
        if not isinstance(asked, list) or not all(isinstance(one, int) for one in asked):
            continue  # `check_conditions` says what is wrong with it
        # No database holds a larger one, nor wants to be asked for it.
        if max(asked, default=0) > LARGEST_ID or model.objects.filter(pk__in=asked).exclude(brand_id=brand_id).exists():
            raise BadCondition(name, Message("One of these is not of this brand."))


@transaction.atomic
def order_rules(brand: Brand, rule_ids: Sequence[int], *, by: Account, at: datetime) -> None:
    """The first that fits decides. Rules that are not named follow, in the order they had."""
    rules = {rule.pk: rule for rule in TriageRule.objects.select_for_update().filter(brand=brand).order_by("position")}
    named = [rules.pop(pk) for pk in dict.fromkeys(rule_ids) if pk in rules]
    for position, rule in enumerate([*named, *rules.values()]):
        rule.position = position
    TriageRule.objects.bulk_update([*named, *rules.values()], ["position"])
    order = {"order": [rule.pk for rule in named]}
    journal.record(brand, actor=by, verb="rules.ordered", object=f"brand:{brand.pk}", data=order, at=at)


@transaction.atomic
def pause_rule(rule: TriageRule, *, by: Account, at: datetime) -> None:
    if TriageRule.objects.filter(pk=rule.pk, paused_at=None).update(paused_at=at):
        _tell(rule, "rule.paused", by, at)


@transaction.atomic
def resume_rule(rule: TriageRule, *, by: Account, at: datetime) -> None:
    if TriageRule.objects.filter(pk=rule.pk, paused_at__isnull=False).update(paused_at=None):
        _tell(rule, "rule.resumed", by, at)


@transaction.atomic
def remove_rule(rule: TriageRule, *, by: Account, at: datetime) -> None:
    """Cases that it opened stay, with its name."""
    _tell(rule, "rule.removed", by, at)
    TriageRule.objects.filter(pk=rule.pk).delete()


def _tell(rule: TriageRule, verb: str, by: Account, at: datetime) -> None:
    journal.record(rule.brand, actor=by, verb=verb, object=f"rule:{rule.pk}", data={"name": rule.name}, at=at)
