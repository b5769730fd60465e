"""The one note of each person becomes the first of their notes."""

from django.db import migrations


def keep(apps, schema_editor):
    person, note = apps.get_model("people", "Person"), apps.get_model("people", "Note")
    rows = person.objects.exclude(note="").values_list("pk", "brand_id", "note", "last_seen_at")
    note.objects.bulk_create(
        [note(person_id=pk, brand_id=brand, text=text, at=at) for pk, brand, text, at in rows.iterator()],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [('people', '0004_dossier')]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]
