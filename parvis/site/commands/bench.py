"""`parvis bench NAME`: the benchmarks of a source checkout, on a database of their own."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile

import click

from parvis.site.ready import ready
from parvis.site.words import _

NAMES = (
    "intake",
    "screens",
    "dossier",
    "start",
    "match",
    "past",
    "reading",
    "people",
    "paint",
    "pipeline",
    "forum",
    "notices",
)
OUTSIDE_DJANGO = ("start", "match", "reading")


@click.command(help=_("Run a benchmark, or all, and print its figures with ratios."))
@click.argument("name", type=click.Choice([*NAMES, "all"]))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.option(
    "--posts",
    "sizes",
    default="",
    help=_("Sizes for `screens`: 10000,100000,1000000; for `dossier`: posts of two people, lines."),
)
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False), help=_("A folder of evaluation sets, for `reading`.")
)
def bench(name: str, as_json: bool, sizes: str, data: str | None) -> None:
    if data:
        os.environ["PARVIS_BENCH_DATA"] = data
    if name == "all":
        # A process each: one benchmark's caches and memory must not flatter the next.
        codes = [
            subprocess.run(  # noqa: S603  our own command and a name of our own list
                [sys.executable, "-m", "parvis.site.command", "bench", one], check=False
            ).returncode
            for one in NAMES
        ]
        raise SystemExit(max(codes))
    with tempfile.TemporaryDirectory(prefix="parvis-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["PARVIS_DATA"] = folder
        if sizes:
            os.environ["PARVIS_BENCH_SIZES"] = sizes
        try:
            figures = importlib.import_module("bench.figures")
        except ModuleNotFoundError as error:
            raise click.ClickException(_("Benchmarks live in the source checkout: run this command there.")) from error
        if name not in OUTSIDE_DJANGO:
            ready()
        found = figures.report(name, figures.measured(importlib.import_module(f"bench.{name}")))
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else figures.table(found))
    if any(c["ok"] is False for c in found["cases"]):
        raise SystemExit(1)
