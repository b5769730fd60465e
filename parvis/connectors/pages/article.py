"""A saved or fetched page as items: the article first, then the comments under it, in one thread."""

from __future__ import annotations

import functools
import hashlib
import importlib
import logging
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from lxml import html

from parvis.connectors.addresses import absolute, canonical, host_of
from parvis.connectors.contract import Author, Item, Page, Rejected
from parvis.connectors.moments import moment
from parvis.connectors.pages.comments import Comment, take_comments
from parvis.connectors.pages.tree import elements, tree_of, words
from parvis.core.messages import Message

logger = logging.getLogger(__name__)

LARGEST = 20_000_000
_DATES = ("article:published_time", "datepublished", "dc.date", "dc.date.issued", "date")
_SILENT = ("script", "style", "nav", "aside", "footer", "form", "noscript", "template")


def read_page(content: bytes, address: str = "", charset: str = "") -> Page:
    """The article and its comments, oldest first. `address`: where the page was; else what it says of itself.

    Raises Rejected when there is nothing to read.
    """
    if len(content) > LARGEST:
        raise Rejected(Message("The page is larger than %(size)s MB.", {"size": LARGEST // 10**6}), field="address")
    root = tree_of(content, charset)
    meta = _meta(root)
    address = absolute(address, _canonical_link(root) or meta.get("og:url", "")) or address
    title = meta.get("og:title") or _heading(root)
    language = (root.get("lang") or meta.get("og:locale", "")).replace("_", "-").lower()
    comments = take_comments(root, address)
    body = _article(root, address)
    if not body and not comments:
        raise Rejected(
            Message("No article was found on this page."),
            field="address",
            mend=Message("Open the page in a browser, copy the text and paste it here."),
        )
    thread = canonical(address) or "parvis:" + hashlib.blake2b(content, digest_size=16).hexdigest()
    article = Item(
        remote_id=address or thread,
        thread_id=thread,
        body=body,
        format="html",
        kind="article",
        title=title,
        author=_person(meta.get("author", ""), "", address),
        at=_date(meta),
        url=address,
        language=language[:20],
    )
    replies = [_reply(comment, article, address) for comment in comments]
    return Page((article, *_each_once(replies)), cursor="", title=title)


def _reply(comment: Comment, article: Item, address: str) -> Item:
    return Item(
        remote_id=f"{article.remote_id}#{comment.key}",
        thread_id=article.thread_id,
        body=comment.body,
        format="html",
        kind="comment",
        author=_person(comment.name, comment.page, address),
        parent_id=f"{article.remote_id}#{comment.parent}" if comment.parent else article.remote_id,
        at=comment.at,
        url=f"{address}#{comment.key}" if address else "",
        language=article.language,
    )


def _each_once(items: Iterable[Item]) -> Iterable[Item]:
    return {item.remote_id: item for item in items}.values()


def _person(name: str, page: str, address: str) -> Author | None:
    if not (name or page):
        return None
    return Author(
        remote_id=(canonical(page) if page else "") or f"{host_of(address)}/{name.casefold()}", name=name, url=page
    )


def _article(root: Any, address: str) -> str:
    """HTML. trafilatura finds the article among menus and banners; a page too short for it is taken whole."""
    source = html.tostring(root, encoding="unicode")
    found = _extracted(source, address, formatting=True) or _extracted(source, address, formatting=False)
    body = html.document_fromstring(found).find("body") if found else None
    if body is None or len(body) < 2:  # one paragraph is what it gives when it lost its way
        return _plainly(root)
    return "".join(html.tostring(child, encoding="unicode") for child in body).strip()


def _extracted(source: str, address: str, *, formatting: bool) -> str | None:
    """None when there is no article, or when the library trips: it does over some formatting that it does not know."""
    try:
        found: str | None = _extractor().extract(
            source,
            url=address or None,
            include_comments=False,
            include_links=True,
            include_formatting=formatting,
            output_format="html",
        )
    except Exception:
        logger.debug("the article of a page could not be found", exc_info=True)
        return None
    return found


def _plainly(root: Any) -> str:
    for element in list(root.iter(*_SILENT)):
        if element.getparent() is not None:
            element.drop_tree()
    holder = next((e for tag in ("article", "main", "body") for e in root.iter(tag)), root)
    paragraphs = [e for e in holder.iter("p") if words(e)]
    if paragraphs:
        return "".join(html.tostring(e, encoding="unicode", with_tail=False) for e in paragraphs)
    text = words(holder)
    return f"<p>{escape(text)}</p>" if text else ""


@functools.cache
def _extractor() -> Any:
    """trafilatura costs a second to import, which a server that reads no page should not pay at its start."""
    return importlib.import_module("trafilatura")


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements(root):
        if element.tag == "meta" and element.get("content"):
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
            found.setdefault(name, " ".join(element.get("content").split())[:500])
    return found


def _canonical_link(root: Any) -> str:
    return next(
        (
            e.get("href") or ""
            for e in elements(root)
            if e.tag == "link" and (e.get("rel") or "").lower() == "canonical"
        ),
        "",
    )


def _heading(root: Any) -> str:
    for tag in ("h1", "title"):
        for element in root.iter(tag):
            if words(element):
                return words(element)[:300]
    return ""


def _date(meta: dict[str, str]) -> datetime | None:
    for name in _DATES:
        if found := moment(meta.get(name, "")):
            return found
    return None
