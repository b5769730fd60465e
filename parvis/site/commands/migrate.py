"""`parvis migrate`"""

from __future__ import annotations

import click
from django.conf import settings

from parvis.site.safekeeping.locks import Busy, be_at_work
from parvis.site.safekeeping.schema import FromTheFuture, bring_up_to_date
from parvis.site.words import _


@click.command(help=_("Bring the database up to date."))
def migrate() -> None:
    prepare()
    click.echo(_("The database is up to date."))


def prepare() -> None:
    """The database as this release needs it. Raises ClickException when a later one has been at it."""
    try:
        bring_up_to_date()
    except FromTheFuture as error:
        raise click.ClickException(
            _("This database has seen a later release (%(what)s): install that one, or restore an earlier backup.")
            % {"what": error}
        ) from error


def arrive() -> None:
    """This process is at work in the data folder from now on. Raises ClickException while a restore or an upgrade is."""
    try:
        be_at_work(settings.DATA)
    except Busy as error:
        raise click.ClickException(_("A restore or an upgrade is going on here: wait for its end.")) from error
