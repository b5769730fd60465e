"""`parvis restore`"""

from __future__ import annotations

from pathlib import Path

import click

from parvis.core import clock
from parvis.site.safekeeping import restore as putting_back
from parvis.site.safekeeping.archive import BadArchive
from parvis.site.safekeeping.words import told
from parvis.site.words import _


@click.command(help=_("Put a backup back. A backup from SQLite may go into PostgreSQL, so an installation can grow."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--replace", is_flag=True, help=_("Although there is an installation here; it is set aside, not removed.")
)
def restore(file: Path, replace: bool) -> None:
    try:
        with putting_back.opened(file) as (archive, manifest):
            length = max(1, putting_back.size(archive, manifest))
            with click.progressbar(length=length, label=_("Putting back")) as bar:
                aside = putting_back.restore(archive, manifest, replace=replace, at=clock.now(), progress=bar.update)
    except BadArchive as bad:
        raise click.ClickException(told(bad)) from bad
    except putting_back.NotEmpty as error:
        raise click.ClickException(
            _("There is an installation here already. With --replace it is set aside and this backup takes its place.")
        ) from error
    except putting_back.StillAtWork as error:
        raise click.ClickException(_("Parvis is running here: stop its servers and workers first.")) from error
    click.echo(
        _("Put back as it was on %(date)s (Parvis %(release)s).")
        % {"date": manifest.at[:16], "release": manifest.parvis}
    )
    if aside:
        click.echo(_("What was here before: %(where)s") % {"where": aside})
