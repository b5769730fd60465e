"""From what a member writes to what is shown: Markdown, sanitised here once, on write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from parvis.community.rules.uploads import PICTURE
from parvis.community.writing import HANDLES, spoken_to, taught
from parvis.conversations.rendering import plain, storable

VERSION = 2
LONGEST = 32_000
"""Characters of one post."""
HIGHEST = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h5", "h5": "h5", "h6": "h5"}
"""A post stands on a page that has its own title, and its topic's: what it calls a title is one below them."""

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "details", "em", "h3", "h4", "h5", "hr", "img", "li", "ol", "p", "pre"),
    *("s", "span", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
}

Named = Callable[[Sequence[str]], Mapping[str, str]]
"""Handles as they were written → the address of each member who may be named there."""


def _nobody(_handles: Sequence[str]) -> Mapping[str, str]:
    return {}


def _lower(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = HIGHEST[token.tag]


_MARKDOWN = taught(
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(
        ["table", "strikethrough", "linkify"]
    )
)


def _measured(
    self: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: dict[str, Any]
) -> str:
    """With its measures, which its address tells: the page keeps room for it. It is fetched when one comes near."""
    found = PICTURE.fullmatch(str(tokens[at].attrs.get("src", "")))
    if found:
        tokens[at].attrs.update(width=found["width"], height=found["height"], loading="lazy")
    assert isinstance(self, RendererHTML)
    return RendererHTML.image(self, tokens, at, options, env)


_MARKDOWN.add_render_rule("image", _measured)
_MARKDOWN.core.ruler.push("lower_headings", _lower)


def _ours(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come from the house alone: another's would tell its host who reads what."""
    if tag == "img" and attribute == "src" and not PICTURE.fullmatch(value):
        return None
    return value


def _within(tag: str, attribute: str, value: str) -> str | None:
    """As `_ours`; and links stay in the house, as those to a member or to a post that is quoted."""
    if attribute == "href" and not value.startswith("/c/"):
        return None
    return _ours(tag, attribute, value)


def _cleaner(kept: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        tag_attribute_values={"span": {"tabindex": {"0"}}},
        allowed_classes={"span": {"spoiler"}, "a": {"mention"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
        clean_content_tags={"script", "style", "template", "iframe", "object"},
    )


_CLEANER, _CLEANER_WITHOUT_LINKS = _cleaner(_ours), _cleaner(_within)


def rendered(source: str, named: Named = _nobody, *, links: bool = True) -> tuple[str, str, str]:
    """(source as it can be stored, HTML, plain text) of what a member wrote, in Markdown.

    `named`: asked once, and only when somebody is spoken to; `links`: whether addresses outside the house can be followed.
    """
    kept = storable(source).strip()[:LONGEST]
    tokens = _MARKDOWN.parse(kept)
    cleaner = _CLEANER if links else _CLEANER_WITHOUT_LINKS
    html = cleaner.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {HANDLES: _found(tokens, named)}))
    return kept, html, plain(html)


def _found(tokens: Sequence[Token], named: Named) -> Mapping[str, str]:
    handles = spoken_to(tokens)
    return named(handles) if handles else {}
