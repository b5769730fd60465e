"""From what a member writes to what is shown: Markdown, sanitised here once, on write."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

from parvis.conversations.rendering import plain, storable

VERSION = 1
LONGEST = 32_000
"""Characters of one post."""

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "details", "em", "h3", "h4", "h5", "hr", "img", "li", "ol", "p", "pre"),
    *("s", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(
    ["table", "strikethrough", "linkify"]
)


def _ours(tag: str, attribute: str, value: str) -> str | None:
    """Images come from the house alone: another's would tell its host who reads what."""
    if tag == "img" and attribute == "src" and not value.startswith("/c/"):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_ours,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
    clean_content_tags={"script", "style", "template", "iframe", "object"},
)


def rendered(source: str) -> tuple[str, str, str]:
    """(source as it can be stored, HTML, plain text) of what a member wrote, in Markdown."""
    kept = storable(source).strip()[:LONGEST]
    html = _CLEANER.clean(_MARKDOWN.render(kept))
    return kept, html, plain(html)
