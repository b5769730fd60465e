"""Django's `migrate`, but an empty database gets its tables at once, as the last migration leaves them.

Migration by migration, Django draws all models anew at every step: ten seconds of CPU before the first page. What the
shortcut makes is what the long way makes: `tests/processes/test_upgrade.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.management.commands import migrate
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

PARTIAL = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")
"""Options with which not everything is wanted, or not for real."""


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        if not any(options.get(name) for name in PARTIAL):
            lay_out(connections[options["database"]])
        done: str | None = super().handle(*args, **options)
        return done


def lay_out(connection: BaseDatabaseWrapper, leaves: Sequence[tuple[str, str]] | None = None) -> bool:
    """Make every table of an empty database, in one transaction. False, and nothing done, when it is not empty.
    `leaves`: the last migrations of an earlier release, for the tables as they were then."""
    executor = MigrationExecutor(connection)
    if executor.loader.applied_migrations or connection.introspection.table_names():
        return False
    leaves = executor.loader.graph.leaf_nodes() if leaves is None else leaves
    plan = [migration for migration, _ in executor.migration_plan(leaves)]
    state = executor.loader.project_state(leaves)
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        _run_deferred(editor)
        for migration in plan:
            for operation in _beyond_tables(migration.operations):
                operation.database_forwards(migration.app_label, editor, state, state)
            for app, name in migration.replaces or [(migration.app_label, migration.name)]:
                executor.recorder.record_applied(app, name)
    return True


def _run_deferred(editor: BaseDatabaseSchemaEditor) -> None:
    """Indexes and foreign keys, before anything is written."""
    for statement in editor.deferred_sql:
        editor.execute(statement, None)
    editor.deferred_sql.clear()


def _beyond_tables(operations: Iterable[Operation]) -> Iterator[Operation]:
    """What no model says: triggers, tables of others. What moves rows of an earlier release is `elidable`: there are none."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _beyond_tables(operation.database_operations)
        elif isinstance(operation, RunSQL | RunPython) and not operation.elidable:
            yield operation
