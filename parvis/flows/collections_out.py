"""A collection as a file: a table, a page to paste elsewhere, or data for another program."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable

from parvis.boards.models import Collection, CollectionItem
from parvis.boards.queries import items_in
from parvis.conversations.sight import Sight

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
COLUMNS = ("title", "text", "author", "place", "at", "url", "note", "tags", "added_by", "added_at")
Row = dict[str, str]


def as_file(collection: Collection, sight: Sight, kind: str) -> str:
    """`kind`: one of KINDS. What is in sight, in its order; posts that are gone without their words."""
    rows = [row_of(item) for item in items_in(collection.pk, sight)]
    if kind == "csv":
        return _csv(rows)
    if kind == "md":
        return _markdown(collection, rows)
    told = {"name": collection.name, "about": collection.about, "items": rows}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def row_of(item: CollectionItem) -> Row:
    post = item.post
    there = post is not None and post.deleted_at is None and post.erased_at is None
    author = post.author if post is not None and there else None
    return {
        "title": (post.title or post.thread.title if there and post else "") if post else item.title,
        "text": post.text if there and post else "",
        "author": (author.name or author.handle) if author else "",
        "place": post.place.name if post else "",
        "at": post.at.isoformat() if post else "",
        "url": post.url if post else item.url,
        "note": item.note,
        "tags": ", ".join(item.tags),
        "added_by": item.added_by.name if item.added_by else "",
        "added_at": item.added_at.isoformat(),
    }


def _csv(rows: Iterable[Row]) -> str:
    """With a mark that spreadsheets know UTF-8 by; what they would take for a formula is written as text."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"'{value}" if value[:1] in tuple("=+-@\t\r") else value for name, value in row.items()})
    return "\ufeff" + written.getvalue()


def _markdown(collection: Collection, rows: Iterable[Row]) -> str:
    lines = [f"# {_plain(collection.name)}", ""]
    lines += [_plain(collection.about), ""] if collection.about else []
    for row in rows:
        title = _plain(row["title"] or row["text"][:80] or row["url"])
        leads = row["url"].startswith(("https://", "http://"))
        lines.append(f"- [{title}](<{row['url'].replace('>', '%3E')}>)" if leads else f"- {title}")
        said = " · ".join(_plain(row[name]) for name in ("author", "place", "at") if row[name])
        lines += [f"  {said}"] if said else []
        lines += [f"  > {_plain(row['note'])}"] if row["note"] else []
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    """One line that Markdown takes for words."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
