"""The database brought to the form that this release knows, by one process at a time, on one machine or on several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from parvis.core.management.commands.migrate import lay_out
from parvis.site.safekeeping.locks import in_turn

LOCK = 0x70617276  # "parv": an advisory lock of PostgreSQL is a number


class FromTheFuture(Exception):
    """The database has seen a later release: `migrations` that this one does not know."""

    def __init__(self, migrations: list[str]) -> None:
        super().__init__(", ".join(migrations))
        self.migrations = migrations


def pending() -> list[str]:
    """What is still to be done here, "app.name" in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown() -> list[str]:
    """What was done here by a later release."""
    return later_than_ours(MigrationExecutor(connection).loader.applied_migrations)


def later_than_ours(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Those of our own apps that this release does not have, "app.name"."""
    ours = set(MigrationExecutor(connection).loader.disk_migrations or {})
    apps = {app for app, _name in ours}
    return sorted(f"{app}.{name}" for app, name in migrations if app in apps and (app, name) not in ours)


def bring_up_to_date() -> list[str]:
    """What was done. Raises FromTheFuture, and changes nothing then."""
    if (newer := unknown()) != []:
        raise FromTheFuture(newer)
    if not pending():
        return []
    with _one_at_a_time():
        steps = pending()  # somebody else may have been faster
        if steps:
            call_command("migrate", interactive=False, verbosity=0)
        return steps


def bring_to(leaves: dict[str, str]) -> None:
    """An empty database in the form that it had at these last migrations of each app."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in leaves.items() if app in executor.loader.migrated_apps}
    if wanted == set(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    elif not lay_out(connection, sorted(wanted)):
        executor.migrate(sorted(wanted))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with in_turn(settings.DATA):
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
