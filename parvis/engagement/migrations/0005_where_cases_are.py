"""Cases that a rule or a person sent to a department before questions were kept: they are there since they were opened."""

from django.db import migrations


def remember(apps, _schema):
    Case, Routing = apps.get_model("engagement", "Case"), apps.get_model("engagement", "Routing")
    away = Case.objects.exclude(state="closed").filter(department__isnull=False)
    made = (
        Routing(
            brand_id=case.brand_id, case=case, department_id=case.department_id, rule=case.opened_by, asked_at=case.opened_at
        )
        for case in away.iterator(chunk_size=500)
    )
    Routing.objects.bulk_create(made, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("engagement", "0004_routing")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
