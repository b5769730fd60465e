"""Text with facets: links, mentions and hashtags stand beside the text, by the bytes (UTF-8) that they cover.

`app.bsky.richtext.facet`: `byteStart` inclusive, `byteEnd` exclusive, counted in the encoded text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import regex

from parvis.connectors.addresses import web_address
from parvis.connectors.bluesky.identifiers import is_did, is_handle
from parvis.connectors.told import entries, inside, text

WEB = "https://bsky.app"
GRAPHEMES, BYTES = 300, 3000
"""What the lexicon of a post allows."""
_FACET = "app.bsky.richtext.facet"
_GRAPHEME = regex.compile(r"\X")
_MENTION = re.compile(r"(?<![\w@/.])@([a-zA-Z0-9.-]*[a-zA-Z0-9])")
_LINK = re.compile(r"(?<![\w@/.])https?://[^\s<>\"«»]+", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w#&/])[#＃](?!\ufe0f)(\w*[^\W\d]\w*)")
_LAST = ".,;:!?…'\"’”"


@dataclass(frozen=True, slots=True)
class Facet:
    """`kind`: link, mention or tag; `to`: the address, the DID or the tag. `start`, `end`: in bytes."""

    start: int
    end: int
    kind: str
    to: str

    def told(self) -> dict[str, Any]:
        name = {"link": "uri", "mention": "did", "tag": "tag"}[self.kind]
        feature = {"$type": f"{_FACET}#{self.kind}", name: self.to}
        return {"index": {"byteStart": self.start, "byteEnd": self.end}, "features": [feature]}


def graphemes(words: str) -> int:
    """What a person counts as characters (UAX #29): a flag, a family, an accented letter is one each."""
    return sum(1 for _ in _GRAPHEME.finditer(words))


# Reading -----------------------------------------------------------------------------------------------------------------


def facets_of(words: str, told: Any) -> list[Facet]:
    """Those that can be believed, in order, none over another: within the text, and at the borders of its characters."""
    encoded = words.encode("utf-8", "surrogatepass")
    found: list[Facet] = []
    for one in told[:500] if isinstance(told, list) else []:
        start, end = inside(one, "index", "byteStart"), inside(one, "index", "byteEnd")
        if not (_whole(start) and _whole(end) and 0 <= start < end <= len(encoded)):
            continue
        if _inside_character(encoded, start) or _inside_character(encoded, end):
            continue
        facet = next((Facet(start, end, kind, to) for kind, to in _features(one)), None)
        if facet:
            found.append(facet)
    return _apart(found)


def _whole(told: Any) -> bool:
    return isinstance(told, int) and not isinstance(told, bool)


def _inside_character(encoded: bytes, place: int) -> bool:
    return place < len(encoded) and encoded[place] & 0xC0 == 0x80


def _features(facet: Any) -> Iterator[tuple[str, str]]:
    for feature in entries(facet, "features") if isinstance(facet, dict) else []:
        match text(feature.get("$type")).partition("#")[2]:
            case "link" if to := web_address(text(feature.get("uri"))):
                yield "link", to
            case "mention" if is_did(to := text(feature.get("did"))):
                yield "mention", to
            case "tag" if to := text(feature.get("tag"))[:200].strip("# "):
                yield "tag", to


def _apart(facets: Sequence[Facet]) -> list[Facet]:
    kept: list[Facet] = []
    for facet in sorted(facets, key=lambda one: (one.start, one.end)):
        if not kept or facet.start >= kept[-1].end:
            kept.append(facet)
    return kept


def to_html(words: str, facets: Sequence[Facet]) -> str:
    """Paragraphs with the facets as links. `facets`: as `facets_of` gives them."""
    encoded, place, parts = words.encode("utf-8", "surrogatepass"), 0, []
    for facet in facets:
        parts.append(_plain(encoded[place : facet.start]))
        parts.append(f'<a href="{html.escape(_leads_to(facet))}">{_plain(encoded[facet.start : facet.end])}</a>')
        place = facet.end
    whole = "".join([*parts, _plain(encoded[place:])])
    return "".join(
        f"<p>{part.replace(chr(10), '<br>')}</p>" for part in re.split(r"\n\s*\n", whole.strip("\n")) if part
    )


def _plain(encoded: bytes) -> str:
    return html.escape(encoded.decode("utf-8", "replace"), quote=False)


def _leads_to(facet: Facet) -> str:
    match facet.kind:
        case "mention":
            return f"{WEB}/profile/{facet.to}"
        case "tag":
            return f"{WEB}/hashtag/{quote(facet.to, safe='')}"
    return facet.to


# Writing -----------------------------------------------------------------------------------------------------------------


def mentioned(words: str) -> list[str]:
    """Handles named in a text, each once."""
    return list(dict.fromkeys(handle for _start, _end, handle in _handles(words)))


def compose(words: str, dids: Mapping[str, str]) -> list[Facet]:
    """The facets of a text of ours. `dids`: handle → DID; a handle that is not among them stays plain text."""
    at = _bytes_at(words)
    found = [Facet(at(s), at(e), "link", words[s:e]) for s, e in _links(words)]
    found += [Facet(at(s), at(e), "mention", dids[h]) for s, e, h in _handles(words) if h in dids]
    found += [
        Facet(at(tag.start()), at(tag.end()), "tag", tag[1]) for tag in _TAG.finditer(words) if graphemes(tag[1]) <= 64
    ]
    return _apart(found)


def _bytes_at(words: str) -> Callable[[int], int]:
    return lambda place: len(words[:place].encode("utf-8", "surrogatepass"))


def _links(words: str) -> Iterator[tuple[int, int]]:
    """Without the punctuation that ends the sentence, and without a bracket that opened before the link."""
    for found in _LINK.finditer(words):
        link = found[0].rstrip(_LAST)
        while link.endswith(")") and link.count("(") < link.count(")"):
            link = link[:-1].rstrip(_LAST)
        if web_address(link) == link:
            yield found.start(), found.start() + len(link)


def _handles(words: str) -> Iterator[tuple[int, int, str]]:
    for found in _MENTION.finditer(words):
        if is_handle(found[1]):
            yield found.start(), found.end(), found[1].lower()
