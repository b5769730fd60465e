"""Posts on a terminal, for people, and as JSON, for machines."""

from __future__ import annotations

import json
import re
import unicodedata

import click

from parvis.analysis.labels import SENTIMENTS
from parvis.flows.listen import Heard
from parvis.site.words import _

MOOD_COLOURS = {"positive": "green", "negative": "red", "uncertain": "yellow"}
LONGEST = 280
_BLANKS = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
"""Not the no-break spaces, which French typography needs."""
_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tame(text: str) -> str:
    """On one line, and without what would move the cursor of a terminal or turn its writing round."""
    line = _BLANKS.sub(" ", text).strip(" ")
    if line.isascii() and line.isprintable():
        return line
    return "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs") and c not in _MARKS)


def for_people(heard: Heard, watches: tuple[str, ...]) -> str:
    """Place, author, date, language, mood; the words; the address. `watches`: named when there are several."""
    post, item = heard.post, heard.post.item
    when = item.at.astimezone().strftime("%Y-%m-%d %H:%M") if item.at else _("no date")
    author = (item.author.name or item.author.handle) if item.author else ""
    mood = mood_of(heard)
    name = _("Uncertain") if mood == "uncertain" else SENTIMENTS[mood].render(_)
    parts = [
        click.style(tame(heard.place), bold=True),
        tame(author) or _("somebody"),
        when,
        heard.reading.language or "?",
        click.style(name, fg=MOOD_COLOURS.get(mood)),
    ]
    if len(watches) > 1:
        parts += [click.style(watches[number], fg="cyan") for number in heard.watches]
    lines = [" · ".join(parts), "  " + excerpt(f"{post.title} — {post.text}" if post.title else post.text)]
    if item.url:
        lines.append(click.style("  " + tame(item.url), dim=True))
    return "\n".join(lines)


def for_machines(heard: Heard, watches: tuple[str, ...]) -> bytes:
    """One line of JSON in UTF-8."""
    item, reading, author = heard.post.item, heard.reading, heard.post.item.author
    record = {
        "place": heard.place,
        "network": heard.network,
        "id": heard.post.remote_id,
        "thread": heard.post.thread_id,
        "parent": heard.post.parent_id,
        "kind": item.kind,
        "author": {"name": author.name, "handle": author.handle, "url": author.url} if author else None,
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
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


def mood_of(heard: Heard) -> str:
    """positive, neutral, negative or uncertain."""
    return "uncertain" if heard.reading.sentiment.uncertain else heard.reading.sentiment.label


def excerpt(text: str) -> str:
    words = tame(text[: 10 * LONGEST])
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
