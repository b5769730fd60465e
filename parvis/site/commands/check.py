"""`parvis check`"""

from __future__ import annotations

import sys

import click

from parvis.core import clock
from parvis.core.jobs.engine import engine
from parvis.site.holds import wrongs
from parvis.site.words import _


@click.command(help=_("Verify the journals, the credentials and the settings; exit status 1 when something is wrong."))
def check() -> None:
    wrong = wrongs()
    for sentence in wrong:
        click.secho(f"✗ {sentence}", fg="red")
    if wrong:
        sys.exit(1)
    figures = engine().figures(clock.now())
    click.echo(
        _("Jobs: %(waiting)s waiting, %(failed)s failed.") % {"waiting": figures.waiting, "failed": figures.failed}
    )
    click.secho(_("✓ Everything holds."), fg="green")
