"""What members write beyond Markdown: spoilers and members spoken to.

||the end of the story||        hidden until one comes to it
:::spoiler The title            a block that opens
…
:::
@lea                            a member's page, where she may read what is said
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin

from parvis.community.rules.naming import HANDLE

HANDLES = "handles"
"""In the renderer's environment: by handle as it was written, the address of who may be named."""
MOST_NAMED = 10
"""Members one post speaks to; those beyond are words like others: nobody calls the whole house."""
SPOILER = "||"
_TITLED = re.compile(r"spoiler(?:\s+(?P<title>\S.*))?\s*")


def taught(markdown: MarkdownIt) -> MarkdownIt:
    """The same parser, which now knows what members may write here."""
    markdown.inline.add_terminator_char("|")
    markdown.inline.ruler.before("emphasis", "spoiler", _spoiler)
    markdown.inline.ruler.before("link", "mention", _mention)
    markdown.use(container_plugin, name="spoiler", validate=_opens, render=_fold)
    markdown.add_render_rule("mention", _named)
    return markdown


def spoken_to(tokens: Sequence[Token]) -> list[str]:
    """The handles that a text names, as written, each once, MOST_NAMED at most."""
    inside = (child for token in tokens for child in token.children or ())
    return list(dict.fromkeys(child.content for child in inside if child.type == "mention"))[:MOST_NAMED]


def _spoiler(state: StateInline, silent: bool) -> bool:
    """`||…||` in one line of thought: what stands between is read as any other text."""
    start, end = state.pos, state.posMax
    if not state.src.startswith(SPOILER, start):
        return False
    close = state.src.find(SPOILER, start + 2, end)
    if close < 0 or not state.src[start + 2 : close].strip():
        return False
    if not silent:
        state.push("spoiler_open", "span", 1).attrs = {"class": "spoiler", "tabindex": "0"}
        state.pos, state.posMax = start + 2, close
        state.md.inline.tokenize(state)
        state.push("spoiler_close", "span", -1)
    state.pos, state.posMax = close + 2, end
    return True


def _mention(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] != "@" or (start and (state.src[start - 1].isalnum() or state.src[start - 1] in "@/._-")):
        return False
    found = HANDLE.match(state.src, start + 1, state.posMax)
    if found is None or state.linkLevel:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content = found.group()
    state.pos = found.end()
    return True


def _named(
    _self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, env: dict[str, Any]
) -> str:
    handle = tokens[at].content
    known: Mapping[str, str] = env.get(HANDLES, {})
    if handle not in known:
        return f"@{handle}"
    return f'<a class="mention" href="{escapeHtml(known[handle])}">@{handle}</a>'


def _opens(told: str, *_more: Any) -> bool:
    return _TITLED.fullmatch(told.strip()) is not None


def _fold(
    _self: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: dict[str, Any]
) -> str:
    if tokens[at].nesting != 1:
        return "</details>\n"
    told = _TITLED.fullmatch(tokens[at].info.strip())
    title = (told["title"] if told else None) or "Spoiler"
    return f"<details><summary>{escapeHtml(title.strip())}</summary>\n"
