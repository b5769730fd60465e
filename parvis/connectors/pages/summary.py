"""What a page tells of itself to whoever passes its address on: a title, a sentence, the name of its site, a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from parvis.connectors.addresses import absolute
from parvis.connectors.pages.tree import elements, tree_of, words

TITLE, DESCRIBED, SITE = 200, 300, 100
_TITLES: Final = ("og:title", "twitter:title")
_DESCRIPTIONS: Final = ("og:description", "twitter:description", "description")
_PICTURES: Final = ("og:image:secure_url", "og:image", "twitter:image", "twitter:image:src")


@dataclass(frozen=True, slots=True)
class Summary:
    """Plain text, tidied and bounded. `picture`: an address, "" = none. `title` "" = nothing to show."""

    title: str
    described: str = ""
    site: str = ""
    picture: str = ""


def summary_of(content: bytes, address: str, charset: str = "") -> Summary:
    """Raises Rejected when nothing of it can be read as a page."""
    root = tree_of(content, charset)
    told = _meta(root)
    heading = next((words(e) for tag in ("title", "h1") for e in root.iter(tag) if words(e)), "")
    picture = _first(told, _PICTURES)
    return Summary(
        title=_cut(_first(told, _TITLES) or heading, TITLE),
        described=_cut(_first(told, _DESCRIPTIONS), DESCRIBED),
        site=_cut(told.get("og:site_name", "") or (urlsplit(address).hostname or "").removeprefix("www."), SITE),
        picture=absolute(address, picture) if picture else "",
    )


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements(root):
        if element.tag == "meta" and (element.get("content") or "").strip():
            name = (element.get("property") or element.get("name") or "").lower().strip()
            found.setdefault(name, " ".join(element.get("content").split()))
    return found


def _first(told: dict[str, str], names: tuple[str, ...]) -> str:
    return next((told[name] for name in names if told.get(name)), "")


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return (text[: longest - 1].rsplit(" ", 1)[0] or text[: longest - 1]) + "…"
