"""`parvis listen`: the main job without a server."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from parvis.analysis.labels import SENTIMENTS
from parvis.connectors.contract import ConnectorError
from parvis.core import clock
from parvis.flows.listen import Ear, Heard, ears_of, listen
from parvis.listening.matching import Matcher, matcher
from parvis.listening.query import QueryError, parse
from parvis.site.words import _

MOOD_STYLES = {"positive": "green", "negative": "red", "neutral": "dim", "uncertain": "yellow"}


@click.command(
    name="listen",
    help=_(
        "Read feeds (RSS, Atom, JSON Feed; addresses, pages or files), OPML, mbox, CSV and JSON lines (- = standard input), "
        "and print each post that a watch catches."
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar=_("SOURCE…"))
@click.option(
    "--watch", "-w", "watches", multiple=True, help=_("What to listen for; several may be given. None: every post.")
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object a line, for machines."))
@click.option("--follow", "-f", is_flag=True, help=_("Go on listening until Ctrl-C."))
@click.option("--languages", default="fr,en", show_default=True, help=_("Languages to tell apart."))
def command(sources: tuple[str, ...], watches: tuple[str, ...], as_json: bool, follow: bool, languages: str) -> None:
    engine = _engine(watches)
    session = _Session(watches, engine, as_json, tuple(code.strip() for code in languages.split(",") if code.strip()))
    try:
        session.run(sources, follow)
    except KeyboardInterrupt:
        session.errors.print(_("Stopped."))
    except BrokenPipeError:
        sys.stderr.close()
    if session.failed and not follow:
        raise SystemExit(1)


def _engine(watches: tuple[str, ...]) -> Matcher:
    """Every watch under its number. A query that cannot be read ends the command: status 2, the character shown."""
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
    """One run of the command: where to print, and whether a source failed."""

    def __init__(self, watches: tuple[str, ...], engine: Matcher, as_json: bool, languages: tuple[str, ...]) -> None:
        self.watches, self.engine, self.as_json, self.languages = watches, engine, as_json, languages
        self.errors = Console(stderr=True, highlight=False)
        self.out = Console(highlight=False, soft_wrap=True)
        self.failed = False

    def run(self, sources: tuple[str, ...], follow: bool) -> None:
        ears = self._open(sources)
        self._round(ears)
        while follow:
            time.sleep(0.5)
            at = clock.now()
            self._round([ear for ear in ears if ear.next_at is None or ear.next_at <= at])

    def _open(self, sources: tuple[str, ...]) -> list[Ear]:
        ears: list[Ear] = []
        for source in sources:
            with self._said(source):
                ears += ears_of([source], clock.now())
        return ears

    def _round(self, ears: list[Ear]) -> None:
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("· {task.fields[heard]}"),
            TimeElapsedColumn(), console=self.errors, transient=True, disable=not self.errors.is_terminal or len(ears) == 0,
        ) as progress:  # fmt: skip
            task = progress.add_task(_("Listening"), total=len(ears), heard=0)
            heard = 0
            for ear in ears:
                ear.next_at = clock.now() + timedelta(minutes=1)
                with self._said(ear.source):
                    for one in listen(ear, self.engine, clock.now(), stdin=sys.stdin.buffer, languages=self.languages):
                        self._print(one)
                        heard += 1
                        progress.update(task, heard=heard)
                for notice in ear.notices:
                    self.errors.print(Text(f"{ear.title or ear.source}: {notice.render(_)}", style="yellow"))
                ear.notices.clear()
                progress.advance(task)

    @contextmanager
    def _said(self, source: str) -> Iterator[None]:
        """A source that cannot be read is told in words; the others go on."""
        try:
            yield
        except ConnectorError as error:
            self._refuse(source, error.message.render(_), error.mend.render(_) if error.mend else "")
        except BrokenPipeError:
            raise
        except OSError as error:
            self._refuse(source, error.strerror or str(error), "")

    def _refuse(self, source: str, why: str, mend: str) -> None:
        self.failed = True
        self.errors.print(Text(f"{source}: {why}", style="red"))
        if mend:
            self.errors.print(Text(f"  → {mend}"))

    def _print(self, heard: Heard) -> None:
        if self.as_json:
            click.echo(json.dumps(_record(heard, self.watches), ensure_ascii=False))
            return
        post, mood = heard.post, _mood(heard)
        when = post.item.at.astimezone().strftime("%Y-%m-%d %H:%M") if post.item.at else _("no date")
        author = post.item.author.name or post.item.author.handle if post.item.author else _("somebody")
        line = Text.assemble(
            (heard.place, "bold"), " · ", author, " · ", (when, "dim"), " · ", heard.reading.language or "?", " · ",
            (SENTIMENTS[mood].render(_), MOOD_STYLES[mood]),
        )  # fmt: skip
        self.out.print(line)
        self.out.print(Text("  " + _excerpt(f"{post.title} — {post.text}" if post.title else post.text)))
        if post.item.url:
            self.out.print(Text("  " + post.item.url, style="dim"))


def _mood(heard: Heard) -> str:
    return "uncertain" if heard.reading.sentiment.uncertain else heard.reading.sentiment.label


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 280 else words[:279] + "…"


def _record(heard: Heard, watches: tuple[str, ...]) -> dict[str, Any]:
    item, reading = heard.post.item, heard.reading
    return {
        "place": heard.place,
        "network": heard.network,
        "id": heard.post.remote_id,
        "thread": heard.post.thread_id,
        "author": {"name": item.author.name, "handle": item.author.handle, "url": item.author.url}
        if item.author
        else None,
        "at": item.at.isoformat() if item.at else None,
        "title": heard.post.title,
        "text": heard.post.text,
        "url": item.url,
        "language": reading.language,
        "mood": {
            "label": reading.sentiment.label,
            "confidence": round(reading.sentiment.confidence, 3),
            "uncertain": reading.sentiment.uncertain,
        },
        "watches": [watches[number] for number in heard.watches],
    }
