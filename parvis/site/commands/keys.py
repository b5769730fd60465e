"""`parvis keys`"""

from __future__ import annotations

import click

from parvis.community.actions import parcels
from parvis.core import credentials
from parvis.site.words import _


@click.group(help=_("The keys that seal passwords and tokens."))
def keys() -> None: ...


@keys.command(help=_("Make a new key and seal every password and token with it."))
def rotate() -> None:
    click.echo(_("%(count)s credentials sealed with a new key.") % {"count": credentials.rotate(parcels.reseal)})
