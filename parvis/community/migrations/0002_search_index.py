from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    """
CREATE VIRTUAL TABLE community_searchindex USING fts5(
  stems, others, content='community_searchdoc', content_rowid='post_id', detail=none, tokenize='ascii'
)
""",
    """
CREATE TRIGGER community_searchdoc_added AFTER INSERT ON community_searchdoc BEGIN
  INSERT INTO community_searchindex (rowid, stems, others) VALUES (new.post_id, new.stems, new.others);
END
""",
    """
CREATE TRIGGER community_searchdoc_gone AFTER DELETE ON community_searchdoc BEGIN
  INSERT INTO community_searchindex (community_searchindex, rowid, stems, others)
  VALUES ('delete', old.post_id, old.stems, old.others);
END
""",
    """
CREATE TRIGGER community_searchdoc_changed AFTER UPDATE OF stems, others ON community_searchdoc BEGIN
  INSERT INTO community_searchindex (community_searchindex, rowid, stems, others)
  VALUES ('delete', old.post_id, old.stems, old.others);
  INSERT INTO community_searchindex (rowid, stems, others) VALUES (new.post_id, new.stems, new.others);
END
""",
)
POSTGRESQL = """
CREATE INDEX community_searchdoc_words ON community_searchdoc
USING gin (array_to_tsvector(string_to_array(btrim(stems || ' ' || others), ' ')))
"""


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The words are cut by us alone: FTS5 parts them at spaces, a tsvector is made of them as they are."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        return
    for statement in SQLITE:
        editor.execute(statement)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX community_searchdoc_words")
        return
    for trigger in ("added", "gone", "changed"):
        editor.execute(f"DROP TRIGGER community_searchdoc_{trigger}")
    editor.execute("DROP TABLE community_searchindex")


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
