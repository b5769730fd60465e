"""The one text of a person is among their notes now. The database itself refuses to change an act of consent."""

from django.db import migrations

POSTGRESQL = (
    """CREATE FUNCTION people_consent_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'acts of consent do not change'; END $$""",
    """CREATE TRIGGER people_consent_append_only BEFORE UPDATE ON people_consent
       FOR EACH ROW EXECUTE FUNCTION people_consent_refuse()""",
)
SQLITE = (
    """CREATE TRIGGER people_consent_append_only BEFORE UPDATE ON people_consent
       BEGIN SELECT RAISE(ABORT, 'acts of consent do not change'); END""",
)
UNDO = {
    "postgresql": (
        "DROP TRIGGER people_consent_append_only ON people_consent",
        "DROP FUNCTION people_consent_refuse()",
    ),
    "sqlite": ("DROP TRIGGER people_consent_append_only",),
}


def add(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [('people', '0005_notes_have_authors')]
    operations = [migrations.RemoveField(model_name="person", name="note"), migrations.RunPython(add, remove)]
