"""`parvis version`"""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

import click

from parvis.site.words import _


@click.command(help=_("Which Parvis this is."))
def version() -> None:
    click.echo(f"Parvis {installed('parvis')} · Python {platform.python_version()} · Django {installed('django')}")
