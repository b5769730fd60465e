from django.db import migrations

from parvis.conversations.links import canonical, link_key

ROWS = 2_000


def fill(apps, schema_editor):
    """The key of every link that was stored before it had one, a stretch of rows at a time."""
    model = apps.get_model("conversations", "Link")
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:ROWS]):
        for link in rows:
            link.key = link_key(canonical(link.url))
        model.objects.bulk_update(rows, ["key"], batch_size=400)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_echoes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
