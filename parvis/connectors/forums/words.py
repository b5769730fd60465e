"""Words of other forums as the Markdown of ours. Nothing here trusts its input: what comes out is sanitised on write."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from parvis.connectors.forums.bounds import BODY

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_LEADING = re.compile(r"^(\s*)([#+=-]|\d{1,9}(?=[.)]))", re.M)
_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_LINK = re.compile(r"https?://\S+")
DEEPEST = 20


def escaped(text: str) -> str:
    """Plain words, which Markdown takes for nothing else. Addresses of pages stay as they are, and become links."""
    out, at = [], 0
    for found in _LINK.finditer(text):
        out += [_plain(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*out, _plain(text[at:])])


def _plain(text: str) -> str:
    return _LEADING.sub(_led, _SPECIAL.sub(r"\\\1", text))


def _led(found: re.Match[str]) -> str:
    # A number is escaped behind itself: "1\." is no list.
    return f"{found[1]}\\{found[2]}" if not found[2].isdigit() else f"{found[1]}{found[2]}\u200b"


def masked(text: str) -> str:
    """Without the mail addresses of others: l…@example.org"""
    return _ADDRESS.sub(r"\1…@\2", text)


def quoted(text: str, who: str = "") -> str:
    told = f"**{escaped(who)}**\n" if who else ""
    lines = (told + text.strip("\n")).split("\n")
    return "\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def linked(address: str, text: str) -> str:
    where = address.strip().strip("\"'")
    if not where.startswith(("http://", "https://", "mailto:")) or any(c in where for c in "<>\n "):
        return text
    return f"<{where}>" if text.strip() in ("", where) else f"[{text.strip()}](<{where}>)"


def mail_words(text: str) -> str:
    """The words of a mail: what it quotes stays a quote, all else is plain."""
    out = []
    for line in masked(text[:BODY]).splitlines():
        depth = 0
        while line.startswith(">"):
            depth, line = depth + 1, line[1:].removeprefix(" ")
        out.append("> " * min(depth, DEEPEST) + escaped(line))
    return "\n".join(out)


class _Html(HTMLParser):
    """HTML of a post into Markdown: bold, links, lists, quotes, code; everything else is its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, str, list[str]]] = [("", "", [])]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("script", "style", "template", "iframe", "object"):
            self.silent += 1
        elif tag in ("br", "hr"):
            self.put("\n" if tag == "br" else "\n\n---\n\n")
        elif tag == "img":
            self.put(escaped(told.get("alt") or ""))
        elif tag in _MARKS and len(self.stack) < DEEPEST:
            self.stack.append((tag, told.get("href") or "", []))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template", "iframe", "object"):
            self.silent = max(0, self.silent - 1)
        elif any(one[0] == tag for one in self.stack[1:]):
            while len(self.stack) > 1:
                name, about, inner = self.stack.pop()
                self.put(_marked(name, about, "".join(inner)))
                if name == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self.silent:
            code = any(name in ("code", "pre") for name, *_rest in self.stack)
            self.put(data if code else escaped(data if data.strip() else " " if data else ""))

    def put(self, text: str) -> None:
        self.stack[-1][2].append(text)


_MARKS = ("a", "b", "strong", "i", "em", "s", "del", "code", "pre", "blockquote", "p", "div", "li", "ul", "ol",
          "h1", "h2", "h3", "h4", "h5", "h6")  # fmt: skip
_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~"}


def _marked(tag: str, about: str, inner: str) -> str:
    if tag in _AROUND:
        return around(_AROUND[tag], inner)
    match tag:
        case "a":
            return linked(about, inner)
        case "code" if "\n" not in inner:
            return f"`{inner}`"
        case "pre":
            return fenced(inner.strip("`"))
        case "blockquote":
            return quoted(inner)
        case "li":
            return "\n- " + inner.strip().replace("\n", "\n  ")
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return f"\n\n## {inner.strip()}\n\n"
        case "p" | "div" | "ul" | "ol":
            return f"\n\n{inner.strip()}\n\n"
    return inner


def around(sign: str, inner: str) -> str:
    """A sign on both sides of words; over several lines it would not close."""
    kept = inner.strip()
    return f"{sign}{kept}{sign}" if kept and "\n" not in kept else inner


def fenced(inner: str) -> str:
    fence = "````" if "```" in inner else "```"
    return f"\n\n{fence}\n{inner.strip(chr(10))}\n{fence}\n\n"


def html_words(text: str) -> str:
    parser = _Html()
    parser.feed(text[: BODY * 4])
    parser.close()
    while len(parser.stack) > 1:
        name, about, inner = parser.stack.pop()
        parser.put(_marked(name, about, "".join(inner)))
    return tidy("".join(parser.stack[0][2]))[:BODY]


_NESTED = re.compile(r"\[quote=\"?([^\]\",\n]*)[^\]\n]*\]|\[quote\]|\[/quote\]", re.I)
_UPLOAD = re.compile(r"!?\[([^\]|\n]*)(?:\|[^\]\n]*)?\]\(upload://[^)\s]*\)")


def discourse_words(raw: str) -> str:
    """Discourse writes Markdown: its quotes become quotes, its pictures their words."""
    text, stack, at = _UPLOAD.sub(lambda found: escaped(found[1]), raw[:BODY]), [("", list[str]())], 0
    for found in _NESTED.finditer(text):
        stack[-1][1].append(text[at : found.start()])
        at = found.end()
        if not found.group().startswith("[/"):
            if len(stack) < DEEPEST:
                stack.append((found[1] or "", []))
        elif len(stack) > 1:
            who, inner = stack.pop()
            stack[-1][1].append(quoted("".join(inner), who))
    stack[-1][1].append(text[at:])
    while len(stack) > 1:
        who, inner = stack.pop()
        stack[-1][1].append("".join(inner))
    return tidy("".join(stack[0][1]))


def tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def storable(text: str) -> str:
    """Words of a title or a name: one line, entities read."""
    return " ".join(unescape(text).split())
