"""What a browser would make of a page: its elements, their attributes, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

LEADS = {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "srcset", "hx-get", "hx-post"}
SAFE = {"", "http", "https", "mailto"}


@dataclass
class Page(HTMLParser):
    """`faults`: whatever would run or style by itself, or lead where no page should."""

    faults: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"<{tag}> inline")
        for name, value in given.items():
            if name == "style" or name.startswith("on") or name.startswith("hx-on"):
                self.faults.append(f'<{tag} {name}="{value[:60]}">')
            if name in LEADS and not leads_somewhere_safe(value):
                self.faults.append(f'<{tag} {name}="{value[:60]}">')


def leads_somewhere_safe(address: str) -> bool:
    """As a browser reads it: blanks and controls around and line ends inside do not count."""
    bare = "".join(c for c in address if c > " ")
    try:
        return urlsplit(bare).scheme.lower() in SAFE
    except ValueError:
        return False


def read(content: bytes) -> Page:
    page = Page()
    page.feed(content.decode())
    page.close()
    return page
