"""The `parvis` command."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Parvis: listen, know, engage, host, measure."""
