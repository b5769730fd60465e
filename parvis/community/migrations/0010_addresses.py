"""Posts of the community that were written before they knew where they are read."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    places = apps.get_model("conversations", "Place").objects.filter(network="parvis", address__contains="/s/")
    posts = apps.get_model("conversations", "Post").objects
    for pk, address in places.values_list("pk", "address"):
        base = Value(f"{address.partition('/s/')[0]}/t/t/")
        thread, seq = Cast(F("thread_id"), CharField()), Cast(F("seq"), CharField())
        posts.filter(place_id=pk, url="").update(url=Concat(base, thread, Value("/"), seq))


class Migration(migrations.Migration):
    dependencies = [('community', '0009_messages'), ("conversations", "0010_told_why")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
