"""`parvis match`: watches and posts from files, matches on standard output. Status 0: done; 2: a file cannot be read."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter

import click

from parvis.flows.match import Refused, matches, open_lines, watches_of
from parvis.site.commands.listen import codes
from parvis.site.printing import tame
from parvis.site.words import _

TOLD = 20
"""Lines of posts that cannot be used are named up to here, then only counted."""


@click.command(
    name="match",
    help=_(
        "Say which posts meet which watches, as JSON lines on standard output. A file may be - for standard input. Lines "
        "that cannot be used are said on standard error; the others are met."
    ),
)
@click.option("--watches", "watches_path", required=True, metavar=_("FILE"), help=_('A watch a line: {"id", "query"}.'))
@click.option(
    "--posts", "posts_path", required=True, metavar=_("FILE"),
    help=_('A post a line: {"id", "text", "author", "lang", "at", "site", "tags", "followers"}; id and text are needed.'),
)  # fmt: skip
@click.option("--languages", default="fr,en", show_default=True, callback=codes, help=_("Languages to tell apart."))
def match(watches_path: str, posts_path: str, languages: tuple[str, ...]) -> None:
    session = _Session(watches_path, posts_path)
    try:
        session.run(languages)
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # whoever read has had enough; what is still in the buffer goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
        raise SystemExit(2) from error


class _Session:
    """One run of the command, and what it counted."""

    def __init__(self, watches_path: str, posts_path: str) -> None:
        self.watches_path, self.posts_path = watches_path, posts_path
        self.count: Counter[str] = Counter()

    def run(self, languages: tuple[str, ...]) -> None:
        with open_lines(self.watches_path, sys.stdin.buffer) as lines:
            watches = watches_of(lines, self._watch_refused)
        with open_lines(self.posts_path, sys.stdin.buffer) as lines:
            for watch, post in matches(lines, watches, languages, self._post_refused, self._read):
                self.count["matches"] += 1
                click.echo(json.dumps({"watch": watch, "post": post}))
        counts = {name: self.count[name] for name in ("posts", "skipped", "refused", "matches")}
        said = _(
            "Posts read: %(posts)d, lines left out: %(skipped)d, watches refused: %(refused)d, matches: %(matches)d."
        )
        click.echo(said % {**counts}, err=True)

    def _read(self, posts: int) -> None:
        self.count["posts"] += posts

    def _watch_refused(self, refused: Refused) -> None:
        self.count["refused"] += 1
        _complain(self.watches_path, refused)

    def _post_refused(self, refused: Refused) -> None:
        self.count["told"] += 1
        if not refused.part:
            self.count["skipped"] += 1
        if self.count["told"] <= TOLD:
            _complain(self.posts_path, refused)
        elif self.count["told"] == TOLD + 1:
            click.echo(_("Further lines that cannot be used are only counted."), err=True)


def _complain(path: str, refused: Refused) -> None:
    """Where, why, and the mend when there is one."""
    where = [_("%(file)s, line %(line)d") % {"file": path, "line": refused.line}]
    if refused.id is not None:
        where.append(json.dumps(refused.id)[:100])
    if refused.problem is not None:
        start, end = refused.problem.position
        where.append(_("characters %(start)d to %(end)d") % {"start": start, "end": end})
    click.echo(tame(f"{', '.join(where)}: {refused.message.render(_)}"), err=True)
    if refused.problem is not None and refused.problem.mend:
        click.echo(tame("  " + _("Try: %(query)s") % {"query": refused.problem.mend}), err=True)
