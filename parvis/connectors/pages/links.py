"""The feeds that a page announces, and where feeds usually are when it announces none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from parvis.connectors.addresses import absolute
from parvis.connectors.pages.tree import elements, words

_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "text/xml",
    "application/xml",
}
_ODD = ("oembed", "wp-json", "api.w.org", "opensearch", "manifest", "sitemap")
_USUAL = ("/feed/", "/rss", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml", "/feed.json", "/?feed=rss2")
_COMMENTS = ("comment",)
MOST = 20


@dataclass(frozen=True, slots=True)
class FeedLink:
    title: str
    address: str

    @property
    def of_comments(self) -> bool:
        return any(word in f"{self.title} {self.address}".lower() for word in _COMMENTS)


def announced(root: Any, base: str) -> list[FeedLink]:
    """`<link rel="alternate">` first, posts before comments; else the links of the page that look like feeds."""
    base = _base(root, base)
    found = list(_each_once(_links(root, base))) or list(_each_once(_anchors(root, base)))
    return sorted(found, key=lambda link: link.of_comments)[:MOST]


def usual(address: str) -> list[str]:
    """Addresses worth a try, nearest first: below the page's own path, then at the top of the site."""
    parts = urlsplit(address)
    top = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.rstrip("/")
    near = [f"{top}{folder}{end}" for end in ("/feed/", "/feed.xml", "/rss")] if folder else []
    return list(dict.fromkeys([*near, *(f"{top}{end}" for end in _USUAL)]))


def _links(root: Any, base: str) -> Iterator[FeedLink]:
    for element in elements(root):
        if element.tag != "link" or "alternate" not in (element.get("rel") or "").lower().split():
            continue
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        address = absolute(base, element.get("href") or "")
        if kind in _TYPES and address and not any(odd in address for odd in _ODD):
            yield FeedLink(" ".join((element.get("title") or "").split())[:200], address)


def _anchors(root: Any, base: str) -> Iterator[FeedLink]:
    for element in elements(root):
        if element.tag != "a":
            continue
        address = absolute(base, element.get("href") or "")
        end = urlsplit(address).path.rstrip("/").rpartition("/")[2].lower()
        if end.endswith((".rss", ".atom", ".rdf")) or end in (
            "rss",
            "feed",
            "atom",
            "feed.xml",
            "rss.xml",
            "atom.xml",
            "index.rdf",
            "feed.json",
        ):
            yield FeedLink(words(element)[:200], address)


def _base(root: Any, base: str) -> str:
    said = next((e.get("href") for e in elements(root) if e.tag == "base" and e.get("href")), "")
    return absolute(base, said) or base


def _each_once(links: Iterable[FeedLink]) -> Iterable[FeedLink]:
    first: dict[str, FeedLink] = {}
    for link in links:
        first.setdefault(link.address, link)
    return first.values()
