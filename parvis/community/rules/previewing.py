"""Which links of a post are shown as the pages they lead to: those that stand alone on their line. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import blake2b
from html import unescape

MOST = 3
"""Pages shown under one post."""
GOOD_FOR, POOR_FOR = timedelta(days=7), timedelta(days=1)
"""How long what a page told is taken for true; a page that told nothing is asked again the day after."""
_ALONE = re.compile(
    r"(?:<p>|<br\s*/?>)\s*<a\s[^>]*?href=\"(?P<href>https?://[^\"]{1,2000})\"[^>]*>(?P<text>[^<]*)</a>\s*(?=</p>|<br)"
)


def alone_in(html: str) -> list[str]:
    """Addresses of sanitised HTML that are the whole of a line, as they were written, each once, MOST at most."""
    found = []
    for match in _ALONE.finditer(html):
        address = unescape(match["href"])
        if _bare(address) == _bare(unescape(match["text"]).strip()):
            found.append(address)
    return list(dict.fromkeys(found))[:MOST]


def _bare(address: str) -> str:
    """Without what readers leave out: a link with words of its own is no bare address."""
    return re.sub(r"^https?://", "", address).rstrip("/").casefold()


def key_of(address: str) -> str:
    """Of one length, however long the address."""
    return blake2b(address.encode("utf-8", "replace"), digest_size=16).hexdigest()
