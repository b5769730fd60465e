"""The database itself refuses to change a journal line. Deletion shows in the chain (and erasing a brand needs it)."""

from django.db import migrations

POSTGRESQL = (
    """CREATE FUNCTION core_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'journal lines do not change'; END $$""",
    """CREATE TRIGGER core_journal_append_only BEFORE UPDATE ON core_journal
       FOR EACH ROW EXECUTE FUNCTION core_journal_refuse()""",
)
SQLITE = (
    """CREATE TRIGGER core_journal_append_only BEFORE UPDATE ON core_journal
       BEGIN SELECT RAISE(ABORT, 'journal lines do not change'); END""",
)
UNDO = {
    "postgresql": ("DROP TRIGGER core_journal_append_only ON core_journal", "DROP FUNCTION core_journal_refuse()"),
    "sqlite": ("DROP TRIGGER core_journal_append_only",),
}


def add(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
