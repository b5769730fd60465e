"""From a body as received to what is shown (`html`, sanitised here and nowhere else) and what is read (`text`)."""

from __future__ import annotations

import html as entities
import re

import nh3
from markdown_it import MarkdownIt

VERSION = 1
LONGEST = 400_000
"""Characters of one body; what is beyond is cut, and the cut is shown."""

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "details", "dl", "dt", "em", "h2", "h3", "h4"),
    *("hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "strong", "sub", "summary"),
    *("sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
# Images keep their alternative text only: loading one would tell its host who reads what.
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"alt"}, "abbr": {"title"}, "ol": {"start"}}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
    clean_content_tags={"script", "style", "template", "iframe", "object"},
)
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6]|blockquote|pre|dd|dt|summary|details)>|<hr>", re.I)
_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ALT = re.compile(r'<img alt="([^"]*)">')
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r" ?\n ?(?:\n ?)+")
_ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]")
_HREF = re.compile(r'<a href="(https?://[^"]+)"')
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def storable(text: str) -> str:
    """Without what a database refuses (NUL, lone surrogates) or a page must not hold (other controls), and cut at LONGEST."""
    kept = _UNSTORABLE.sub("", text)
    return kept if len(kept) <= LONGEST else kept[:LONGEST] + " […]"


def render(body: str, form: str) -> tuple[str, str]:
    """(html, text) of a storable body in `form`: "html", "markdown" or "text"."""
    match form:
        case "html":
            clean = _CLEANER.clean(body)
        case "markdown":
            clean = _CLEANER.clean(_MARKDOWN.render(body))
        case _:
            return paragraphs(body), body.strip()
    return clean, plain(clean)


def plain(clean: str) -> str:
    """The words of sanitised HTML, one line per block. Trusts the sanitiser: attributes are double-quoted."""
    spaced = _BLOCK_END.sub("\n", _ALT.sub(r" \1 ", clean.replace("\n", " ")) if "<pre" not in clean else clean)
    words = entities.unescape(_TAG.sub("", spaced)).replace("\xa0", " ")
    return _LINES.sub("\n\n", _BLANKS.sub(" ", words)).strip()


def paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, addresses become links. Nothing of the text is markup."""
    escaped = entities.escape(text.strip(), quote=False)
    linked = _ADDRESS.sub(_link, escaped)
    blocks = re.split(r"\n\s*\n", linked)
    return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks if block)


def _link(found: re.Match[str]) -> str:
    address = found.group(0).replace('"', "%22")
    return f'<a href="{address}" rel="nofollow ugc noopener noreferrer">{found.group(0)}</a>'


def addresses(clean: str) -> list[str]:
    """The web addresses that sanitised HTML links to, each once, in order."""
    return list(dict.fromkeys(entities.unescape(a) for a in _HREF.findall(clean)))
