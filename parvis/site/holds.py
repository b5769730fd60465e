"""What does not hold in this installation, in sentences."""

from __future__ import annotations

from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from parvis.core import credentials, journal
from parvis.core.models import Brand, Credential
from parvis.site.words import _


def wrongs() -> list[str]:
    """What does not hold, a sentence each."""
    return [*_settings(), *_migrations()] or [*_journals(), *_credentials()]


def _settings() -> list[str]:
    return [str(found) for found in checks.run_checks() if found.level >= checks.WARNING]


def _migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return (
        [_("The database is behind by %(count)s steps: run `parvis migrate`.") % {"count": len(missing)}]
        if missing
        else []
    )


def _journals() -> list[str]:
    wrong = []
    for brand in Brand.objects.order_by("slug"):
        seq = journal.verify(brand)
        if seq is not None:
            wrong.append(_("The journal of %(brand)s is broken at line %(seq)s.") % {"brand": brand.slug, "seq": seq})
    return wrong


def _credentials() -> list[str]:
    wrong = []
    for credential in Credential.objects.order_by("pk"):
        try:
            credentials.secrets_of(credential)
        except credentials.CannotOpen:
            wrong.append(
                _("The credential %(name)s cannot be opened: its key is missing. Enter it again.")
                % {"name": f"{credential.network} {credential.name}"}
            )
    return wrong
