"""`parvis upgrade`"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click
from django.conf import settings

from parvis.site.catalogues import compile_missing
from parvis.site.commands.backup import keep
from parvis.site.holds import wrongs
from parvis.site.safekeeping import locks, schema
from parvis.site.words import _


@click.command(help=_("After a new release was installed: back up, bring the database up to date, verify."))
@click.option("--no-backup", is_flag=True, help=_("When you have just made one."))
def upgrade(no_backup: bool) -> None:
    compile_missing()
    newer = schema.unknown()
    if newer:
        raise click.ClickException(
            _("This database has seen a later release (%(what)s): install that one, or restore an earlier backup.")
            % {"what": ", ".join(newer)}
        )
    steps = schema.pending()
    if not steps:
        click.echo(_("Parvis %(release)s: the database is up to date.") % {"release": version("parvis")})
        return
    try:
        with locks.alone(settings.DATA):
            kept = None if no_backup else _kept()
            _bring_up_to_date(kept)
    except locks.Busy as error:
        raise click.ClickException(_("Parvis is running here: stop its servers and workers first.")) from error
    wrong = wrongs()
    for sentence in wrong:
        click.secho(f"✗ {sentence}", fg="red")
    if wrong:
        raise SystemExit(1)
    click.secho(
        _("✓ Parvis %(release)s: %(count)s steps done, everything holds.")
        % {"release": version("parvis"), "count": len(steps)},
        fg="green",
    )


def _bring_up_to_date(kept: Path | None) -> None:
    try:
        schema.bring_up_to_date()
    except Exception as error:
        # Whatever a migration raises: say where the way back is before the traceback.
        if kept is not None:
            click.secho(
                _(
                    "The upgrade failed. The way back: install the former release, then parvis restore --replace %(path)s"
                )
                % {"path": kept},
                fg="red",
                err=True,
            )
        raise click.ClickException(str(error)) from error


def _kept() -> Path:
    folder = settings.DATA / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = keep(folder)
    click.echo(_("Backed up to %(path)s") % {"path": kept.path})
    return kept.path
