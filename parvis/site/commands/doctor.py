"""`parvis doctor`"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from parvis.core import clock
from parvis.site.doctor import Found, examine
from parvis.site.words import _

SIGNS = {"well": ("✓", "green"), "look": ("!", "yellow"), "ill": ("✗", "red")}


@click.command(
    help=_(
        "Examine this installation: what is wrong, and what to do. Changes nothing; exit status 1 when something is."
    )
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
def doctor(as_json: bool) -> None:
    found = examine(clock.now())
    if as_json:
        click.echo(json.dumps({"found": [asdict(one) for one in found]}, ensure_ascii=False))
    else:
        for one in found:
            _say(one)
    if any(one.state == "ill" for one in found):
        raise SystemExit(1)


def _say(one: Found) -> None:
    sign, colour = SIGNS[one.state]
    click.echo(click.style(f"{sign} ", fg=colour) + one.said)
    if one.mend:
        click.echo(f"  → {one.mend}")
