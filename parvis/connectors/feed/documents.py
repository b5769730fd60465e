"""A document at hand, from a file or a paste, read as the server reads an answer: feed, or page with its comments."""

from __future__ import annotations

from datetime import datetime

from parvis.connectors.contract import Page
from parvis.connectors.feed.items import to_items
from parvis.connectors.feed.parsing import NotAFeed, parse
from parvis.connectors.pages.article import read_page


def read_document(content: bytes, now: datetime, address: str = "", charset: str = "") -> Page:
    """Items oldest first. `address`: where the document was found, for its relative links.

    Raises Rejected for what is neither feed nor page.
    """
    try:
        feed = parse(content, charset)
    except NotAFeed:
        if b"<" not in content:
            raise
        return read_page(content, address, charset)
    items, notices = to_items(feed, address, now)
    return Page(items, cursor="", title=feed.title, notices=notices)
