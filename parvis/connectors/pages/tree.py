"""An HTML page as a tree, whatever its encoding and its faults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from parvis.connectors.contract import Rejected
from parvis.connectors.decoding import decode
from parvis.core.messages import Message


def tree_of(content: bytes, charset: str = "") -> Any:
    """The root element. Raises Rejected when nothing of it can be read as a page."""
    text = decode(content, charset).replace("\0", "")
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if root is None or not isinstance(root.tag, str):
        raise Rejected(
            Message("Nothing on this page can be read."),
            field="address",
            mend=Message("Open the page in a browser, copy the text and paste it here."),
        )
    return root


def words(element: Any) -> str:
    """The text of an element, its spaces tidied."""
    return " ".join(element.text_content().split())


def classes(element: Any) -> set[str]:
    return set((element.get("class") or "").lower().split())


def elements(root: Any) -> Iterator[Any]:
    """Every element below and including `root`, comments and instructions apart."""
    return (element for element in root.iter() if isinstance(element.tag, str))
