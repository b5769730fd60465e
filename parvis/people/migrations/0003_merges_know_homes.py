"""Merges made before identities had a home: what each moved goes home to its loser, and both are what they were."""

from django.db import migrations


def find_homes(apps, schema_editor):
    merge, identity = apps.get_model("people", "Merge"), apps.get_model("people", "Identity")
    person, apart = apps.get_model("people", "Person"), apps.get_model("people", "Apart")
    concerned = set()
    for row in merge.objects.filter(undone_at=None).order_by("pk").iterator():
        moved = row.snapshot.get("identities", [])
        identity.objects.filter(pk__in=moved, home=None).update(home_id=row.loser_id)
        concerned |= {row.winner_id, row.loser_id}
    kept = ("stage", "languages", "first_seen_at", "last_seen_at", "last_contact_at", "brand_id")
    for one in person.objects.filter(pk__in=concerned).iterator():
        apart.objects.create(person=one, **{field: getattr(one, field) for field in kept})


class Migration(migrations.Migration):
    dependencies = [("people", "0002_one_person_many_identities")]
    operations = [migrations.RunPython(find_homes, migrations.RunPython.noop, elidable=True)]
