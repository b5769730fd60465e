"""What a page calls itself: enough to name a link that a person keeps."""

from __future__ import annotations

from parvis.connectors.contract import Rejected
from parvis.connectors.net import Reach, Web
from parvis.connectors.pages.tree import tree_of, words
from parvis.core.messages import Message

NAMED = ("og:title", "twitter:title")


def title_at(address: str, reach: Reach) -> str:
    """The title of the page at this address. Raises ConnectorError: nobody answers, or what is there has no title."""
    answer = Web(reach).get(address, {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"})
    if answer.content_type and not answer.content_type.startswith(("text/html", "application/xhtml")):
        raise Rejected(Message("This address gives a file (%(type)s), not a page.", {"type": answer.content_type[:60]}))
    charset = answer.headers.get("content-type", "").partition("charset=")[2].split(";")[0].strip()
    return title_of(answer.body, charset)


def title_of(content: bytes, charset: str = "") -> str:
    """Raises Rejected when the page says no title."""
    root = tree_of(content, charset)
    told = {(m.get("property") or m.get("name") or "").lower(): m.get("content") or "" for m in root.iter("meta")}
    named = next((" ".join(told[name].split()) for name in NAMED if told.get(name, "").strip()), "")
    found = named or next((words(e) for tag in ("title", "h1") for e in root.iter(tag) if words(e)), "")
    if not found:
        raise Rejected(Message("This page has no title."))
    return found[:300]
