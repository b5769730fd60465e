"""`parvis demo`: the demo brand, in the installation that is here."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from parvis.core import clock
from parvis.site.catalogues import compile_missing
from parvis.site.commands.migrate import prepare
from parvis.site.words import _


@click.command(
    help=_("Load the demo brand into this installation. While it loads, a Parvis that runs on SQLite waits.")
)
@click.option(
    "--scale", default=1, show_default=True, type=click.IntRange(1, 1000), help=_("How many times 6,000 posts.")
)
def demo(scale: int) -> None:
    compile_missing()
    prepare()
    if _demo().loaded():
        raise click.ClickException(
            _("The demo brand is here already. Another size needs a data folder of its own: set PARVIS_DATA.")
        )
    click.echo(load_demo(clock.now(), scale=scale))


def load_demo(at: datetime, *, scale: int = 1) -> str:
    """The sign-in to show. Loads the demo brand unless it is there, with a bar that tells how far it is."""
    house = _demo()
    if house.loaded():
        return str(house.load(at))
    with click.progressbar(length=1, label=_("Loading the demo brand")) as bar:

        def progress(done: int, top: int) -> None:
            bar.length = top
            bar.update(done - bar.pos)

        return str(house.load(at, scale=scale, progress=progress))


def _demo() -> Any:
    """`parvis.demo.load`, which some builds leave out."""
    if find_spec("parvis.demo.load") is None:
        raise click.ClickException(_("This build carries no demo brand."))
    return import_module("parvis.demo.load")
