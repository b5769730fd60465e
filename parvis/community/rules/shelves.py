"""What a member's collection holds, as an address says it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_ITEMS = 200
MOST_SHELVES = 20
_TOPIC = re.compile(r"/t/[\w-]+/(?P<id>\d{1,18})(?:/(?P<seq>\d{1,9}))?/?")
_POST = re.compile(r"p(?P<seq>\d{1,9})")


@dataclass(frozen=True, slots=True)
class Named:
    """What an address leads to: a topic of the community (`seq` of a post, 0 = all of it), or a page elsewhere. `url` "" and
    `topic` 0: nothing that can be kept."""

    topic: int = 0
    seq: int = 0
    url: str = ""


def named_by(address: str, host: str, base: str) -> Named:
    """`host`, `base`: of the community, such as quai.example and /c/quai."""
    typed = address.strip()
    try:
        parts = urlsplit(typed)
        elsewhere = parts.hostname or ""
    except ValueError:
        return Named()
    ours = (not parts.scheme and not parts.netloc) or parts.netloc == host
    found = _TOPIC.fullmatch(parts.path.removeprefix(base)) if ours and parts.path.startswith(base + "/") else None
    if found:
        post = _POST.fullmatch(parts.fragment)
        return Named(int(found["id"]), int(found["seq"] or (post["seq"] if post else 0)))
    if parts.scheme in ("http", "https") and elsewhere and len(typed) <= 2000:
        return Named(url=typed)
    return Named()
