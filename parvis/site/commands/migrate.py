"""`parvis migrate`"""

from __future__ import annotations

import click
from django.core.management import call_command

from parvis.site.words import _


@click.command(help=_("Bring the database up to date."))
def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    click.echo(_("The database is up to date."))
