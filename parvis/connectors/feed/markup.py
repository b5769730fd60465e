"""The text of an XML feed made fit for a parser: no entities to blow up, no junk, no half entry at the end."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from html.entities import html5

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNKNOWN = re.compile(r"&#(?:(\d{1,9})|x([0-9A-Fa-f]{1,8}));")
_CONTROL = re.compile("[\x80-\x9f]")
_START = re.compile(r"<(?:\?xml|!doctype\s+(?!html)|(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b)", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ROOT = re.compile(r"<((?:[\w-]+:)?([A-Za-z][\w-]*))[\s/>]")
_BAD_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_AMPERSAND = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|" + _BAD_AMPERSAND.pattern + r"(?:([A-Za-z][A-Za-z0-9]{1,30});)?",
    re.DOTALL,
)
_ENTRY_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_HEAD = 8192
ROOTS = frozenset({"rss", "feed", "rdf", "channel"})


@dataclass(frozen=True, slots=True)
class Markup:
    """`text` is XML without declaration, doctype or own entities. `root`: its first element in lower case, no prefix."""

    text: str
    root: str
    cut: bool = False
    entities: bool = False

    @property
    def is_feed(self) -> bool:
        return self.root in ROOTS


def looks_like_html(text: str) -> bool:
    """Whether a page for people begins here rather than a feed."""
    head = text[:_HEAD]
    page, feed = _HTML.search(head), _START.search(head)
    if not page:
        return False
    return not feed or page.start() < feed.start() or head[feed.start() : feed.start() + 5].lower() == "<?xml"


def tidy(text: str) -> Markup:
    """Mends what can be mended without guessing. Linear in the length of the text, whatever it holds."""
    text = _CONTROL.sub(_windows, _INVALID.sub("", text))
    text = _UNKNOWN.sub(_storable, text) if "&#" in text else text
    start = _START.search(text, 0, _HEAD)
    text = text[start.start() :] if start else text.lstrip()
    text, entities = _without_prolog(text)
    found = _ROOT.match(text)
    if not found:
        return Markup(text, "", entities=entities)
    name, root = found.group(1), found.group(2).lower()
    text, cut = _whole_entries(text, name, root)
    if _BAD_AMPERSAND.search(text):
        text = _AMPERSAND.sub(_ampersand, text)
    return Markup(text, root, cut, entities)


def _storable(found: re.Match[str]) -> str:
    """A number that names no character of XML (`&#0;`, half a surrogate pair) makes parsers drop the whole entry."""
    point = int(found[1]) if found[1] else int(found[2], 16)
    return "" if point > sys.maxunicode or _INVALID.match(chr(point)) else found.group()


def _windows(found: re.Match[str]) -> str:
    """Control characters above ASCII are Windows-1252 punctuation gone through a wrong conversion."""
    return found.group().encode("latin-1").decode("cp1252", "ignore")


def _without_prolog(text: str) -> tuple[str, bool]:
    """Without what stands before the root element; whether entities were declared there, which nobody needs to trust."""
    entities, at = False, 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text.startswith("<!", at):
            end = _doctype_end(text, at)
            entities = entities or "<!ENTITY" in text[at:end].upper()
        else:
            return text[at:], entities
        if end <= at:
            return "", entities
        at = end


def _doctype_end(text: str, at: int) -> int:
    """After the `>` that ends the declaration, past its [ internal ] part."""
    bracket, end = text.find("[", at), text.find(">", at) + 1
    if bracket == -1 or bracket > end:
        return end
    closed = text.find("]", bracket)
    while closed != -1:
        rest = text[closed + 1 : closed + 200].lstrip()
        if rest.startswith(">"):
            return text.index(">", closed) + 1
        closed = text.find("]", closed + 1)
    return 0


def _whole_entries(text: str, name: str, root: str) -> tuple[str, bool]:
    """A feed that was cut off ends after its last whole entry: the half one comes back whole another time."""
    if root not in ROOTS or f"</{name}" in text[-2000:] or f"</{name}" in text:
        return text, False
    last = max((found.end() for found in _ENTRY_END.finditer(text)), default=0)
    if not last:
        return text, True
    channel = "</channel>" if root == "rss" else ""
    return f"{text[:last]}{channel}</{name}>", True


def _ampersand(found: re.Match[str]) -> str:
    if not found.group().startswith("&"):
        return found.group()
    name = found.group(1)
    if not name:
        return "&amp;"
    character = html5.get(f"{name};", "")
    return character if character and not set(character) & set("<>&\"'") else f"&amp;{name};"
