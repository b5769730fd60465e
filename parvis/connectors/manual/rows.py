"""One row of an imported table as an item."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from parvis.connectors.addresses import absolute, canonical
from parvis.connectors.contract import Author, Item, Kind
from parvis.connectors.moments import moment
from parvis.core.messages import Message

_FORMATS = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%a %b %d %H:%M:%S %z %Y", "%d/%m/%y %H:%M", "%d/%m/%y",
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip
_MONTHS = {
    "janvier": "january", "février": "february", "fevrier": "february", "mars": "march", "avril": "april", "mai": "may",
    "juin": "june", "juillet": "july", "août": "august", "aout": "august", "septembre": "september", "octobre": "october",
    "novembre": "november", "décembre": "december", "decembre": "december",
}  # fmt: skip
_KINDS: Mapping[str, Kind] = {
    "comment": "comment", "commentaire": "comment", "reply": "reply", "réponse": "reply", "reponse": "reply",
    "review": "review", "avis": "review", "mail": "mail", "e-mail": "mail", "article": "article", "billet": "article",
}  # fmt: skip
_RATING = re.compile(r"(\d{1,2})(?:[.,](\d))?")


class BadRow(Exception):
    """A row that makes no item; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def to_item(row: Mapping[str, str]) -> Item:
    """`row`: field (see columns.SYNONYMS) → cell. Raises BadRow for a row without text, or with a date or link that is none."""
    cells = {field: value.strip() for field, value in row.items()}
    text, title = cells.get("text", ""), cells.get("title", "")
    if not (text or title):
        raise BadRow(Message("The text is empty."))
    link = absolute("", cells.get("url", ""))
    if cells.get("url") and not link:
        raise BadRow(Message("“%(link)s” is not a web address.", {"link": cells["url"][:80]}))
    remote_id = cells.get("id") or link or fingerprint(cells)
    parent = cells.get("parent", "")
    rating = _RATING.match(cells.get("rating", ""))
    return Item(
        remote_id=remote_id,
        thread_id=cells.get("thread") or parent or canonical(link) or remote_id,
        body=text or title,
        kind=_KINDS.get(cells.get("kind", "").lower()) or ("review" if rating else "reply" if parent else "post"),
        title=title if text else "",
        author=author_of(cells.get("author", ""), cells.get("handle", ""), cells.get("network", "")),
        parent_id=parent,
        at=date_of(cells.get("at", "")),
        url=link,
        language=cells.get("language", "").lower()[:20],
        tags=tuple(tag.strip(" #") for tag in re.split(r"[,;]", cells.get("tags", "")) if tag.strip(" #")),
        metrics={"rating": int(rating.group(1))} if rating else {},
        extra={"network": cells["network"]} if cells.get("network") else {},
    )


def author_of(name: str, handle: str, network: str) -> Author | None:
    """By handle where there is one; a bare name is all that tells two people apart."""
    bare = handle.strip().lstrip("@") or (name.strip()[1:] if name.strip().startswith("@") else "")
    if not (bare or name.strip()):
        return None
    key = f"@{bare.casefold()}" if bare else name.strip().casefold()
    return Author(remote_id=f"{network.casefold()}/{key}" if network else key, name=name.strip() or bare, handle=bare)


def fingerprint(cells: Mapping[str, str]) -> str:
    """The same row imported twice is the same post."""
    content = "\x1f".join(f"{field}={cells[field]}" for field in sorted(cells) if cells[field])
    return "parvis:" + hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=16).hexdigest()


def date_of(text: str) -> datetime | None:
    """Day first where both are possible, as in France. Raises BadRow for what is no date."""
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = moment(text)
    words = " ".join(_MONTHS.get(word, word) for word in text.lower().split())
    for form in () if found else _FORMATS:
        try:
            parsed = datetime.strptime(words, form)
        except ValueError:
            continue
        found = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        break
    if found is None:
        raise BadRow(Message("“%(date)s” is not a date.", {"date": text[:40]}))
    if not 1990 <= found.year <= 2100:
        raise BadRow(Message("The year %(year)s cannot be.", {"year": str(found.year)}))
    return found
