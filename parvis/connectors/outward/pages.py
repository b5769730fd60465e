"""What a page points to, and in what quality: feeds, friends, its author elsewhere, who was told that it cites them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from parvis.connectors.addresses import absolute, canonical
from parvis.connectors.pages.links import FeedLink, announced
from parvis.connectors.pages.tree import classes, elements, tree_of, words

MOST: Final = 300
"""Links of one page that are looked at."""
LONGEST: Final = 300
"""Letters of an address: longer ones are generated."""
TEXT: Final = 20_000
_FRIENDS: Final = {
    "acquaintance", "contact", "friend", "met", "co-worker", "colleague", "co-resident", "neighbor", "child", "parent",
    "sibling", "spouse", "kin", "muse", "crush", "date", "sweetheart",
}  # fmt: skip
"""XFN: what two people are to each other."""
_ROLL: Final = re.compile(r"blog-?roll|blogo-?list|blogs?[-_]amis|liens[-_]amis|linkcat|webring", re.IGNORECASE)
_ROLL_TITLE: Final = re.compile(
    r"blog-?roll|blogo-?liste|blogs? amis|liens amis|mes liens|je lis|à lire ailleurs|i read|friends|links|liens|ailleurs",
    re.IGNORECASE,
)
_ROLL_PATH: Final = re.compile(
    r"/(?:blog-?roll|blogo-?liste|links?|liens?(?:-amis)?|following|amis|webring)/?$", re.IGNORECASE
)
_SENT: Final = {"pingback", "trackback", "u-mention", "webmention", "mention"}
_ODD: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|zip|mp[34]|css|js|ico|exe|gz|docx?|xlsx?|woff2?)$|/(?:wp-admin|wp-login|login|logout|cart|panier|share|sharer)\b",
    re.IGNORECASE,
)
_SILENT: Final = ("script", "style", "nav", "aside", "footer", "form", "noscript", "template", "header")


@dataclass(frozen=True, slots=True)
class Pointer:
    """`bond`: link, blogroll, author (who writes here, elsewhere), mention (they cite this page), opml, page (of the same site)."""

    address: str
    text: str
    bond: str


@dataclass(frozen=True, slots=True)
class Told:
    """`ears`: how the page hears of who cites it (pingback, webmention). `closed`: it asks robots not to follow its links."""

    title: str = ""
    language: str = ""
    text: str = ""
    feeds: tuple[FeedLink, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    ears: tuple[str, ...] = ()
    closed: bool = False


def read_outward(content: bytes, address: str, headers: Mapping[str, str], charset: str = "") -> Told:
    """Raises Rejected when nothing of it can be read as a page."""
    root = tree_of(content, charset)
    meta = _meta(root)
    said = f"{meta.get('robots', '')} {headers.get('x-robots-tag', '')}".lower()
    closed = "nofollow" in said or "none" in re.split(r"[\s,]+", said)
    title = meta.get("og:site_name") or next((words(e) for e in root.iter("title")), "")
    feeds, ears = tuple(announced(root, address)), tuple(_ears(root, headers))
    pointers = () if closed else tuple(_pointers(root, address))
    return Told(
        title=title[:200],
        language=(root.get("lang") or meta.get("og:locale", "")).replace("_", "-").lower()[:20],
        text=_text(root),
        feeds=feeds,
        pointers=pointers,
        ears=ears,
        closed=closed,
    )


def _pointers(root: Any, address: str) -> Iterator[Pointer]:
    """Each address once, in the quality that says most."""
    rank = {"page": 0, "link": 1, "mention": 2, "author": 3, "blogroll": 4, "opml": 5}
    base = next((absolute(address, e.get("href") or "") for e in root.iter("base")), "") or address
    here, friends = urlsplit(address).netloc.lower(), bool(_ROLL_PATH.search(urlsplit(address).path))
    best: dict[str, Pointer] = {}
    for element in root.iter("a", "link"):
        target = absolute(base, element.get("href") or "").partition("#")[0]
        bond = _bond(element, target, here, friends) if target and len(target) <= LONGEST else ""
        if not bond or _ODD.search(urlsplit(target).path):
            continue
        key = canonical(target)
        if key not in best or rank[bond] > rank[best[key].bond]:
            best[key] = Pointer(target, words(element)[:200] if element.tag == "a" else "", bond)
        if len(best) >= MOST:
            break
    yield from best.values()


def _bond(element: Any, target: str, here: str, friends: bool) -> str:
    """ "" for what is not to be followed."""
    rel = set((element.get("rel") or "").lower().split())
    kind = (element.get("type") or "").lower()
    if rel & {"blogroll", "outline"} or "opml" in kind or urlsplit(target).path.lower().endswith(".opml"):
        return "opml"
    outside = urlsplit(target).netloc.lower() != here
    if rel & {"me", "author"}:
        return "author" if outside else "page"
    if element.tag == "link" or rel & {"sponsored"}:
        return ""
    if not outside:
        return "" if "nofollow" in rel else "page"
    if rel & _FRIENDS:
        return "blogroll"
    if _within(element, _SENT):
        return "mention"
    if "nofollow" in rel:
        return ""
    return "blogroll" if friends or _in_a_roll(element) else "link"


def _within(element: Any, names: set[str]) -> bool:
    return any(classes(above) & names for above in (element, *element.iterancestors()))


def _in_a_roll(element: Any) -> bool:
    """In a box that calls itself a blogroll, or in a list right under such a title."""
    for above in element.iterancestors():
        if _ROLL.search(f"{above.get('id') or ''} {above.get('class') or ''}"):
            return True
        if above.tag in ("ul", "ol", "div", "section") and above.getprevious() is not None:
            before = above.getprevious()
            if before.tag in ("h2", "h3", "h4", "h5") and _ROLL_TITLE.fullmatch(words(before).strip(" :")):
                return True
        if above.tag in ("body", "main", "article"):
            return False
    return False


def _ears(root: Any, headers: Mapping[str, str]) -> Iterator[str]:
    rels = {name for e in root.iter("link", "a") for name in (e.get("rel") or "").lower().split()}
    said = headers.get("link", "").lower()
    if "pingback" in rels or "x-pingback" in headers:
        yield "pingback"
    if "webmention" in rels or re.search(r'rel="?[^",;]*\bwebmention\b', said):
        yield "webmention"


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements(root):
        if element.tag == "meta" and element.get("content"):
            name = (element.get("property") or element.get("name") or "").lower()
            found.setdefault(name, " ".join(element.get("content").split())[:500])
    return found


def _text(root: Any) -> str:
    """The words of the page without its menus. Last: it takes the tree apart."""
    for element in list(root.iter(*_SILENT)):
        if element.getparent() is not None:
            element.drop_tree()
    body = root.find("body")
    return " ".join((body if body is not None else root).text_content().split())[:TEXT]
