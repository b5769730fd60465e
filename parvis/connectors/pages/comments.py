"""The comments under an article, from the marks that blog engines leave: WordPress, SPIP, microformats, schema.org."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import html

from parvis.connectors.addresses import absolute
from parvis.connectors.moments import moment
from parvis.connectors.pages.tree import classes, elements, words

_COMMENT = {"comment", "u-comment", "h-cite", "comment-item", "depth-1", "trackback", "pingback", "forum-fil"}
_NAME = (
    "fn",
    "p-author",
    "comment-author-name",
    "comment-auteur",
    "comment-author",
    "author_name",
    "author-name",
    "author",
    "cite",
)
_BODY = (
    "comment-content",
    "comment-texte",
    "forum-texte",
    "comment-text",
    "comment_text",
    "commenttext",
    "e-content",
    "p-content",
    "comment__content",
    "comment-body-text",
)
_ASIDE = {
    "comment-author",
    "comment-meta",
    "commentmetadata",
    "reply",
    "comment-reply-link",
    "comment-info",
    "comment-header",
    "comment-footer",
}
_NUMBER = re.compile(r"(\d+)$")
_SPIP_AUTHOR = re.compile(r"forum-qui-\d+$")
_CONTAINER = re.compile(r"^(?:li-|div-)?(?:comment|c|co)[-_]?\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """`key` is stable for the page; `parent` the key of the comment answered; `body` HTML."""

    key: str
    body: str
    name: str = ""
    page: str = ""
    parent: str = ""
    at: datetime | None = None


def take_comments(root: Any, base: str) -> list[Comment]:
    """The comments in the order of the page; their elements are removed from `root`, so that the article stays alone."""
    blocks = _blocks(root)
    found: list[Comment] = []
    keys: dict[int, str] = {}
    for block in blocks:
        inside = {id(other) for other in blocks if other is not block and _within(other, block)}
        body = _body(block, inside, base)
        if not body:
            continue
        name, page = _author(block, inside, base)
        above = next((keys[id(up)] for up in block.iterancestors() if id(up) in keys), "")
        key = _key(block, name, body)
        keys[id(block)] = key
        found.append(Comment(key, body, name, page, above, _when(block, inside)))
    for block in blocks:
        if block.getparent() is not None:
            block.drop_tree()
    return found


def _blocks(root: Any) -> list[Any]:
    """One element per comment: the outermost of those that carry the same number."""
    chosen: list[Any] = []
    numbers: dict[int, str] = {}
    for element in elements(root):
        number = _NUMBER.search(element.get("id") or "")
        marked = classes(element) & _COMMENT or (element.get("itemtype") or "").endswith("/Comment")
        if not (marked or _CONTAINER.match(element.get("id") or "")) or element.tag in ("a", "span", "body", "html"):
            continue
        above = next((numbers[id(up)] for up in element.iterancestors() if id(up) in numbers), None)
        mine = number.group(1) if number else ""
        if above is not None and (above == mine or not mine):
            continue
        numbers[id(element)] = mine
        chosen.append(element)
    return chosen


def _within(element: Any, block: Any) -> bool:
    return any(up is block for up in element.iterancestors())


def _own(block: Any, inside: set[int]) -> Iterator[Any]:
    """The elements of a comment without those of the answers nested in it."""
    for child in block:
        if isinstance(child.tag, str) and id(child) not in inside:
            yield child
            yield from _own(child, inside)


def _author(block: Any, inside: set[int], base: str) -> tuple[str, str]:
    own = list(_own(block, inside))
    for mark in _NAME:
        for element in own:
            if mark in _marks(element):
                link = element if element.tag == "a" else next((e for e in element.iter("a") if e.get("href")), None)
                page = absolute(base, link.get("href") or "") if link is not None else ""
                name = words(link) if link is not None and words(link) else words(element)
                if name:
                    return name[:200], page
    return "", ""


def _marks(element: Any) -> set[str]:
    """What an element says it is. SPIP numbers the class of its authors."""
    said = classes(element) | {str(element.tag), element.get("itemprop") or ""}
    return said | {"author"} if any(_SPIP_AUTHOR.match(name) for name in said) else said


def _when(block: Any, inside: set[int]) -> datetime | None:
    for element in _own(block, inside):
        said = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None) or ""
        if found := moment(said):
            return found
    return None


def _body(block: Any, inside: set[int], base: str) -> str:
    own = list(_own(block, inside))
    for mark in _BODY:
        for element in own:
            if (mark in classes(element) or element.get("itemprop") == "text") and words(element):
                return _inner(element, base)
    kept = [e for e in own if e.tag in ("p", "blockquote") and words(e) and not _aside(e, block)]
    tops = [e for e in kept if not any(_within(e, other) for other in kept)]
    return "".join(html.tostring(e, encoding="unicode", with_tail=False) for e in tops)


def _aside(element: Any, block: Any) -> bool:
    for up in (element, *element.iterancestors()):
        if up is block:
            return False
        if classes(up) & _ASIDE:
            return True
    return False


def _inner(element: Any, base: str) -> str:
    if base:
        element.make_links_absolute(base, resolve_base_href=False, handle_failures="ignore")
    inner = "".join(html.tostring(child, encoding="unicode") for child in element if isinstance(child.tag, str))
    return ((element.text or "") + inner).strip()


def _key(block: Any, name: str, body: str) -> str:
    """The id of the page, or of an element in it; else drawn from what is said."""
    said = block.get("id") or next((e.get("id") for e in elements(block) if e.get("id")), "")
    return said or "said-" + hashlib.blake2b(f"{name}\x1f{body}".encode("utf-8", "replace"), digest_size=8).hexdigest()
