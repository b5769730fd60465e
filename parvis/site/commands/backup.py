"""`parvis backup`"""

from __future__ import annotations

from pathlib import Path

import click

from parvis.core import clock
from parvis.site.safekeeping.backup import Kept, back_up, size
from parvis.site.words import _


@click.command(
    help=_("Everything (database, keys, uploads) into one file, while Parvis runs. FILE: a new file, or a folder.")
)
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    kept = keep(file)
    click.echo(
        _(
            "%(path)s: %(rows)s rows, %(size)s MB. It holds the keys that open stored passwords: keep it as you keep those."
        )
        % {"path": kept.path, "rows": f"{kept.rows:,}", "size": f"{kept.bytes / 1e6:,.1f}"}
    )


def keep(file: Path) -> Kept:
    """A backup at `file`, or under a dated name in the folder `file`. Raises ClickException."""
    at = clock.now()
    path = file / f"parvis-{at:%Y%m%d-%H%M%S}.zip" if file.is_dir() else file
    try:
        with click.progressbar(length=max(1, size()), label=_("Backing up")) as bar:
            return back_up(path, at=at, progress=bar.update)
    except FileExistsError as error:
        raise click.ClickException(_("%(path)s is there already: choose another name.") % {"path": path}) from error
    except OSError as error:
        raise click.ClickException(
            _("%(path)s cannot be written: %(why)s") % {"path": path, "why": error.strerror or str(error)}
        ) from error
