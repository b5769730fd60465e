"""`parvis listen`: the main job without a server. Status 0: done; 1: a source failed; 2: a watch cannot be read."""

from __future__ import annotations

import importlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from parvis.connectors.contract import ConnectorError
from parvis.core import clock
from parvis.flows.ears import Ear
from parvis.flows.listen import ears_of, listen
from parvis.listening.matching import Matcher, matcher
from parvis.listening.query import QueryError, parse
from parvis.site.printing import for_machines, for_people, tame
from parvis.site.words import _

INTERRUPTED = 130
Shown = Callable[[int, int, int], object]


def codes(_ctx: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    """What --languages was given."""
    codes = tuple(code.strip().lower() for code in value.split(",") if code.strip())
    if not codes or not all(re.fullmatch("[a-z]{2}", code) for code in codes):
        raise click.BadParameter(_("Give two-letter codes with commas between them: fr,en,de"))
    return codes


@click.command(
    name="listen",
    help=_(
        "Read feeds (RSS, Atom, JSON Feed), OPML lists, mail (mbox, eml, Maildir), tables (CSV, JSON lines) and saved pages, "
        "from files, addresses or standard input (-), and print each post that a watch catches."
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar=_("SOURCE…"))
@click.option(
    "--watch", "-w", "watches", multiple=True, metavar=_("QUERY"),
    help=_("What to listen for; several may be given. None: every post."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line, for machines."))
@click.option("--follow", "-f", is_flag=True, help=_("Go on listening until Ctrl-C."))
@click.option("--languages", default="fr,en", show_default=True, callback=codes, help=_("Languages to tell apart."))
def command(
    sources: tuple[str, ...], watches: tuple[str, ...], as_json: bool, follow: bool, languages: tuple[str, ...]
) -> None:
    session = _Session(watches, _engine(watches), as_json, languages)
    with tempfile.TemporaryDirectory(prefix="parvis-") as room:
        try:
            ears = session.open(sources, Path(room))
            session.listen(ears)
            if follow:
                session.follow(ears)
        except KeyboardInterrupt:
            raise SystemExit(0 if follow else INTERRUPTED) from None
        except BrokenPipeError:  # whoever read has had enough; what is still in the buffer goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
    if session.failed:
        raise SystemExit(1)


def _engine(watches: tuple[str, ...]) -> Matcher:
    """Every watch under its number. A query that cannot be read ends the command: the character shown, a mend proposed."""
    engine = matcher()
    for number, text in enumerate(watches):
        try:
            engine.add(number, parse(text).ast)
        except QueryError as error:
            start, end = error.position
            click.echo(f"{text}\n{' ' * start}{'^' * max(1, end - start)}", err=True)
            click.echo(error.message.render(_), err=True)
            if error.mend:
                click.echo(_("Try: %(query)s") % {"query": error.mend}, err=True)
            raise SystemExit(2) from error
    return engine


class _Session:
    """One run of the command. `failed`: a source could not be read. `told`: the last complaint about each."""

    def __init__(self, watches: tuple[str, ...], engine: Matcher, as_json: bool, languages: tuple[str, ...]) -> None:
        self.watches, self.engine, self.as_json, self.languages = watches, engine, as_json, languages
        self.failed = False
        self.told: dict[str, str] = {}
        self.read = self.heard = 0

    def open(self, sources: tuple[str, ...], room: Path) -> list[Ear]:
        ears: list[Ear] = []
        for source in sources:
            with self._said(source):
                ears += ears_of(source, stdin=sys.stdin.buffer, room=room)
        return ears

    def listen(self, ears: list[Ear]) -> None:
        """Once to all, with a bar where a person looks on."""
        shown = sys.stderr.isatty() and not (self.as_json and sys.stdout.isatty())
        with _bar(len(ears), shown) as show:
            for done, ear in enumerate(ears):
                self._hear(ear, partial(self._show, show, done))
        if shown:
            counts = {"heard": self.heard, "read": self.read}
            click.echo(_("Posts read: %(read)s; caught: %(heard)s.") % counts, err=True)

    def _show(self, show: Shown, done: int) -> None:
        show(done, self.read, self.heard)

    def follow(self, ears: list[Ear]) -> None:
        """Each source in its rhythm, until nothing can come any more."""
        while not all(ear.over for ear in ears):
            time.sleep(0.25)
            for ear in ears:
                if ear.is_due(clock.now()):
                    self._hear(ear, lambda: None)

    def _hear(self, ear: Ear, show: Callable[[], None]) -> None:
        def tell(count: int) -> None:
            self.read += count
            show()

        with self._said(ear.source):
            for heard in listen(ear, self.engine, clock.now(), self.languages, tell):
                self.heard += 1
                click.echo((for_machines if self.as_json else for_people)(heard, self.watches))
        for notice in ear.notices:
            words = " ".join(message.render(_) for message in notice)
            self._complain(f"{ear.title or ear.source}: {words}", "yellow")
        ear.notices.clear()

    @contextmanager
    def _said(self, source: str) -> Iterator[None]:
        """A source that cannot be read is told in words; the others go on."""
        try:
            yield
            self.told.pop(source, None)
        except ConnectorError as error:
            self._refuse(source, error.message.render(_), error.mend.render(_) if error.mend else "")
        except BrokenPipeError:
            raise
        except FileNotFoundError:
            self._refuse(source, _("There is no such file."), "")
        except PermissionError:
            self._refuse(source, _("You may not read this file."), "")
        except OSError as error:
            self._refuse(source, error.strerror or str(error), "")

    def _refuse(self, source: str, why: str, mend: str) -> None:
        """Once, not at each round that fails in the same way."""
        self.failed = True
        if self.told.get(source) != why:
            self.told[source] = why
            self._complain(f"{source}: {why}", "red")
            if mend:
                self._complain(f"  → {mend}", None)

    def _complain(self, text: str, colour: str | None) -> None:
        indent = text[: len(text) - len(text.lstrip())]
        click.secho(indent + tame(text), err=True, fg=colour)


@contextmanager
def _bar(total: int, shown: bool) -> Iterator[Shown]:
    """Shows (sources done, posts read, posts caught) on a terminal; rich is loaded for nobody else."""
    if not shown:
        yield lambda done, read, heard: None
        return
    rich = importlib.import_module("rich.progress")
    console = importlib.import_module("rich.console").Console(stderr=True)
    counts = _("read: {task.fields[read]}, caught: {task.fields[heard]}")
    columns = ("{task.description}", rich.BarColumn(), rich.MofNCompleteColumn(), counts, rich.TimeElapsedColumn())
    # What goes to a pipe must not pass through the bar, which writes on the terminal.
    with rich.Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as progress:
        task = progress.add_task(_("Listening"), total=total, read=0, heard=0)
        yield lambda done, read, heard: progress.update(task, completed=done, read=read, heard=heard)
