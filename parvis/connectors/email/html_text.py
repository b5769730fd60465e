"""HTML of a mail → plain text: paragraphs, lists, links with their address, quotations as lines that begin with ">"."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser

import nh3

BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table",
    "tr", "ul",
}  # fmt: skip
SPACED = {"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table"}
SILENT = {"script", "style", "title", "template", "noscript", "object", "svg", "math"}
INLINE = {"a", "b", "br", "i", "em", "img", "li", "s", "span", "strong", "sub", "sup", "td", "th", "u"}
VOID = {"br", "hr", "img", "input", "meta", "link", "base", "area", "col", "embed", "source", "track", "wbr"}
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
DEEPEST_QUOTE = 20
DEEPEST = 1000
SELF_CLOSING = VOID | {"p", "li", "td", "th", "tr", "dd", "dt", "option", "tbody", "thead", "col", "colgroup"}
OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
TAG = re.compile(r"<[^<>]{0,2000}>")
SPACE = re.compile(r"[ \t\n\r\f\v]+")


class TextMaker(HTMLParser):
    """Feeds on HTML, keeps finished lines in `lines`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.silence: list[str] = []
        self.quotes = 0
        self.preformatted = 0
        self.link = ""
        self.link_start = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        hidden = tag in SILENT or HIDDEN.search(given.get("style") or "") or "hidden" in given
        if (self.silence or hidden) and tag not in VOID:
            if hidden or tag == self.silence[-1]:
                self.silence.append(tag)
            return
        if tag in BLOCKS:
            self.end_block(tag)
        if tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.preformatted += 1
        elif tag == "br":
            self.break_line()
        elif tag == "li":
            self.end_line()
            self.line = "- "
        elif tag in ("td", "th") and self.line.strip():
            self.line += " "
        elif tag == "a":
            self.link, self.link_start = (given.get("href") or "").strip(), len(self.line)
        elif tag == "img" and given.get("alt"):
            self.line += f"[{given['alt']}]"

    def handle_endtag(self, tag: str) -> None:
        if self.silence:
            if tag == self.silence[-1]:
                self.silence.pop()
            return
        if tag == "a":
            self.end_link()
        elif tag in BLOCKS or tag == "li":
            self.end_block(tag)
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)

    def handle_data(self, data: str) -> None:
        if self.silence:
            return
        if self.preformatted:
            *whole, rest = data.split("\n")
            for one in whole:
                self.line += one
                self.break_line()
            self.line += rest
            return
        text = SPACE.sub(" ", data)
        self.line += text.lstrip(" ") if not self.line or self.line.endswith(" ") else text

    def end_link(self) -> None:
        """Say where a link goes unless its text says so already."""
        shown = self.line[self.link_start :].strip()
        if self.link.startswith(("http://", "https://")) and shown and self.link.rstrip("/") not in (
            shown.rstrip("/"), f"http://{shown}", f"https://{shown}"
        ):  # fmt: skip
            self.line = f"{self.line.rstrip()} ({self.link})"
        self.link = ""

    def end_block(self, tag: str) -> None:
        """Finish the current line; paragraphs and their like leave one empty line behind."""
        self.end_line()
        if tag in SPACED and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.mark())

    def end_line(self) -> None:
        """Finish the current line if there is anything on it."""
        if self.line.strip():
            self.break_line()
        self.line = ""

    def break_line(self) -> None:
        """Finish the current line, empty or not."""
        self.lines.append(f"{self.mark()} {self.line.rstrip()}".strip())
        self.line = ""

    def mark(self) -> str:
        return ">" * min(self.quotes, DEEPEST_QUOTE)


def html_to_text(html: str) -> str:
    """Readable text of an HTML body.

    Made well-formed first: on unclosed attributes and comments Python's parser takes quadratic time, html5ever does not.
    That one does on thousands of elements one inside another, which no mail program writes: there the tags just go.
    """
    if depth(html) > DEEPEST:
        return " ".join(unescape(TAG.sub(" ", html)).split())
    maker = TextMaker()
    maker.feed(well_formed(html))
    maker.close()
    maker.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(maker.lines)).strip()


def depth(html: str) -> int:
    """How deep elements stand inside one another, at most."""
    open_now: Counter[str] = Counter()
    total = deepest = 0
    for slash, name in OPEN_OR_CLOSE.findall(html):
        name = name.lower()
        if slash and open_now[name]:
            open_now[name] -= 1
            total -= 1
        elif not slash and name not in SELF_CLOSING:
            open_now[name] += 1
            total += 1
            deepest = max(deepest, total)
    return deepest


def well_formed(html: str) -> str:
    return nh3.clean(
        html,
        tags=BLOCKS | INLINE,
        clean_content_tags=SILENT - {"object", "noscript", "template"},
        attributes={"a": {"href"}, "img": {"alt"}, "*": {"style", "hidden"}},
        link_rel=None,
    )
