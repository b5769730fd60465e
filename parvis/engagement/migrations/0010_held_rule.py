"""Comments that await a decision open a case: the rule, for brands founded before it existed.

Those that took it away, or reworded it, keep what they chose.
"""

from django.db import migrations

HELD = {"held": True}
NAMES = {"fr": "Commentaires en attente d’une décision", "en": "Comments that await a decision"}


def add_held_rule(apps, schema_editor):
    Brand, Journal = apps.get_model("core", "Brand"), apps.get_model("core", "Journal")
    TriageRule = apps.get_model("engagement", "TriageRule")
    for brand in Brand.objects.order_by("pk"):
        rules = list(TriageRule.objects.filter(brand=brand).order_by("position", "pk"))
        known = any("held" in rule.conditions or rule.name in NAMES.values() for rule in rules)
        removed = Journal.objects.filter(brand=brand, verb="rule.removed", data__name__in=list(NAMES.values()))
        if not rules or known or removed.exists():
            continue
        # After messages written to us, as a new brand has it.
        at = next((n for n, rule in enumerate(rules) if rule.conditions == {"networks": ["email"]}), -1) + 1
        name = NAMES["fr" if brand.language == "fr" else "en"]
        rules.insert(at, TriageRule.objects.create(brand=brand, name=name, conditions=HELD, position=at))
        for position, rule in enumerate(rules):
            TriageRule.objects.filter(pk=rule.pk).update(position=position)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_journal_is_append_only"),
        ("engagement", "0009_together"),
    ]

    operations = [migrations.RunPython(add_held_rule, migrations.RunPython.noop, elidable=True)]
