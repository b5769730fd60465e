"""`parvis analyse`: posts in, readings out, one JSON object a line. No database, no network.

Status 0: something was read, or there was nothing; 1: not one line could be read.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

import click

from parvis.analysis.addresses import suspicion
from parvis.analysis.chosen import chosen
from parvis.analysis.reading import BATCH, Reading, read_many
from parvis.analysis.sentiment import LABELS
from parvis.analysis.wording import wording
from parvis.site.words import _

NAMED = 5
Post = tuple[Any, str, str]


@click.command(
    name="analyse",
    help=_(
        'Read posts from FILE or standard input, one JSON object a line ({"id", "text"}), and print for each its language, '
        "mood, types, toxicity, spam, phishing, register and tokens. Scores go from 0 to 1; 0.5 decides."
    ),
)
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--url", "as_urls", is_flag=True, help=_("Each line is an address: say how suspect it is, and why."))
def command(file: IO[bytes], as_urls: bool) -> None:
    chosen()  # addresses are weighed by what was taught here, too
    lines = _Lines(file)
    try:
        for record in _addresses(lines) if as_urls else _posts(lines):
            click.echo(_printed(record))
    except BrokenPipeError:  # whoever read has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    lines.complain()
    if lines.bad and not lines.good:
        raise SystemExit(1)


class _Lines:
    """The lines that hold something. `bad`: the numbers of those that could not be read; `good`: how many could."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.good, self.bad = file, 0, list[int]()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.file, 1):
            if not line.strip():
                continue
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError:
                self.bad.append(number)

    def posts(self) -> Iterator[Post]:
        """(id, text, language if declared)."""
        for number, line in self:
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                data = None
            if isinstance(data, dict) and isinstance(data.get("text"), str):
                self.good += 1
                declared = data.get("lang")
                yield data.get("id"), data["text"], declared[:2].lower() if isinstance(declared, str) else ""
            else:
                self.bad.append(number)

    def complain(self) -> None:
        if self.bad:
            named = ", ".join(map(str, self.bad[:NAMED])) + ("…" if len(self.bad) > NAMED else "")
            said = _("Lines that could not be read, and were left out: %(count)d (line %(lines)s).")
            click.echo(said % {"count": len(self.bad), "lines": named}, err=True)


def _posts(lines: _Lines) -> Iterator[dict[str, Any]]:
    posts = lines.posts()
    while batch := list(islice(posts, BATCH)):
        readings = read_many([text for _id, text, _declared in batch], hints=[declared for *_rest, declared in batch])
        for (each, text, _declared), reading in zip(batch, readings, strict=True):
            yield _record(each, text, reading)


def _record(post: Any, text: str, reading: Reading) -> dict[str, Any]:
    mood = reading.sentiment
    return {
        "id": post,
        "language": reading.language,
        "sentiment": {
            "label": mood.label,
            "scores": dict(zip(LABELS, mood.scores, strict=True)),
            "confidence": mood.confidence,
            "uncertain": mood.uncertain,
        },
        "types": [{"label": intent.label, "confidence": intent.confidence} for intent in reading.intents],
        "type": reading.intents[0].label,
        "toxicity": {"score": reading.toxicity.score, "tier": reading.toxicity.tier},
        "spam": {"score": reading.spam.score},
        "phishing": {"score": reading.phishing.score},
        "register": reading.register,
        "tokens": wording(text),
    }


def _addresses(lines: _Lines) -> Iterator[dict[str, Any]]:
    for _number, line in lines:
        score, clues = suspicion(line)
        lines.good += 1
        reasons = [{"reason": clue.reason, "weight": clue.weight} for clue in clues]
        yield {"url": line, "phishing": {"score": score}, "reasons": reasons}


def _printed(record: dict[str, Any]) -> bytes:
    """In UTF-8; half characters, which it cannot say, as the escapes that JSON has for them."""
    try:
        return json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(record).encode()
