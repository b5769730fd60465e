"""Who speaks of whom on the web, by addresses alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

MOST = 10
"""Pages that hear of one post."""
LONGEST = 2000
_TOPIC = re.compile(r"/c/(?P<slug>[-\w]+)/t/[^/]+/(?P<id>\d{1,15})(?:/\d{1,9})?/?")


def topic_at(target: str, house: str, slug: str) -> int | None:
    """The topic of this community that an address of ours names. `house`: how our addresses begin."""
    try:
        parts, ours = urlsplit(target), urlsplit(house)
    except ValueError:
        return None
    found = _TOPIC.fullmatch(parts.path)
    if (
        (parts.scheme, parts.netloc.lower()) != (ours.scheme, ours.netloc.lower())
        or found is None
        or found["slug"] != slug
    ):
        return None
    return int(found["id"])


def may_cite(source: str, target: str, house: str) -> bool:
    """A page elsewhere: what stands in the house tells the house by itself."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    elsewhere = parts.netloc.lower() != urlsplit(house).netloc.lower()
    bounded = len(source) <= LONGEST and len(target) <= LONGEST
    return parts.scheme in ("http", "https") and bool(parts.hostname) and elsewhere and bounded and source != target


def to_tell(links: Sequence[str], house: str) -> list[str]:
    """Of the links of a post, those that may hear of it: pages elsewhere, each once."""
    ours = urlsplit(house).netloc.lower()
    outside = (
        one for one in links if urlsplit(one).scheme in ("http", "https") and urlsplit(one).netloc.lower() != ours
    )
    return [one for one in dict.fromkeys(outside) if len(one) <= LONGEST][:MOST]
