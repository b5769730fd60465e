"""`parvis train`: whole heads from an operator's own labels, on top of those that ship. No database, no network.

Status 0: new weights read from now on (or were undone); 1: nothing was learnt.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click

from parvis.analysis import weights
from parvis.analysis.chosen import CURRENT, chosen, folder_of, in_use, use
from parvis.analysis.heads import Heads
from parvis.analysis.learning.full import Score, link_scores, scores, train, train_links
from parvis.analysis.learning.labelled import Labelled, labelled
from parvis.analysis.learning.links import save as keep_links
from parvis.analysis.weights import save as keep_heads
from parvis.core.folder import weights_folder
from parvis.site.words import _

NAMED = 20


@click.command(
    name="train",
    help=_(
        'Teach the reading of posts from files of JSON lines ({"text", "label", "lang"}), judge it on what it did not learn, '
        "and put it into use. Files called *.dev.jsonl or *.test.jsonl only judge."
    ),
)
@click.option("--from", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_("The folder."))
@click.option("--undo", is_flag=True, help=_("Go back to the weights that read before."))
@click.option("--dry-run", is_flag=True, help=_("Learn and judge, but put nothing into use."))
def command(folder: Path | None, undo: bool, dry_run: bool) -> None:
    if undo == (folder is not None):
        raise click.UsageError(_("Say --from FOLDER, or --undo."))
    if folder is None:
        _undo(weights_folder())
        return
    found = labelled(folder)
    _complain(found)
    learnt = [one for one in found.examples if not one.aside]
    aside = [one for one in found.examples if one.aside]
    count = _("%(learnt)d examples to learn from, %(aside)d to judge by.")
    click.echo(count % {"learnt": len(learnt), "aside": len(aside)})
    before = Heads(weights.shipped())
    home = weights_folder()
    version = _next(home)
    model = train(learnt, before, f"{before.model.name}-own{version}")
    own = train_links(learnt)
    if model is None and own is None:
        raise click.ClickException(_("Too few examples for and against any one label: nothing was learnt."))
    model = model or before.model
    _table([*scores(aside, before, Heads(model)), *link_scores(aside, own)])
    if dry_run:
        return
    kept = home / folder_of(version)
    keep_heads(model, _manifest(found), kept)
    if own:
        keep_links(own, kept)
    use(home, [*in_use(home), version])
    click.echo(_("%(folder)s reads from now on. Undo: parvis train --undo") % {"folder": kept})


def _undo(home: Path) -> None:
    versions = in_use(home) if (home / CURRENT).exists() else []
    if not versions:
        raise click.ClickException(_("The weights that ship with Parvis read: there is nothing to undo."))
    use(home, versions[:-1])
    click.echo(_("%(name)s reads from now on.") % {"name": chosen().heads.model.name})


def _next(home: Path) -> int:
    home.mkdir(parents=True, exist_ok=True)
    known = [int(path.name) for path in home.iterdir() if path.name.isdigit()]
    return max(known, default=0) + 1


def _manifest(found: Labelled) -> dict[str, object]:
    sources = Counter(one.source for one in found.examples if not one.aside)
    rows = [{"source": name, "examples": n} for name, n in sorted(sources.items())]
    return {"date": datetime.now(UTC).date().isoformat(), "sources": rows}


def _complain(found: Labelled) -> None:
    """Every file and the first lines that were left out, with the reason."""
    shown: Counter[str] = Counter()
    for one in found.left:
        shown[one.file] += 1
        if shown[one.file] <= NAMED:
            where = f"{one.file}:{one.line}" if one.line else one.file
            click.echo(f"{where}: {one.reason.render(_)}", err=True)
    lines = sum(1 for one in found.left if one.line)
    if lines:
        click.echo(_("Lines left out: %(count)d.") % {"count": lines}, err=True)


def _table(rows: list[Score]) -> None:
    """Each score in hundredths: macro-F1, then F1 (of the mood: macro-recall)."""
    head = (
        _("judged"),
        _("language"),
        _("examples"),
        _("macro-F1 before"),
        _("after"),
        _("F1 or recall before"),
        _("after"),
    )
    lines = [head] + [
        (
            row.label, row.language or "–", str(row.n),
            *(f"{100 * value:.1f}" for value in (row.before[0], row.after[0], row.before[1], row.after[1])),
        )
        for row in rows
    ]  # fmt: skip
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        click.echo(
            "  ".join(
                cell.ljust(w) if c < 2 else cell.rjust(w) for c, (cell, w) in enumerate(zip(line, widths, strict=True))
            )
        )
