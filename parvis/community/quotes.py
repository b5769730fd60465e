"""Who is spoken to in a post: by name, or by quoting what they said. Read from the HTML that we made of it ourselves."""

from __future__ import annotations

import re

MOST = 10
_NAMED = re.compile(r'<a class="mention" href="/c/[-\w]+/m/([a-z0-9_.-]{1,40})"')
_QUOTED = re.compile(r'<blockquote>\s*<p><a href="(?:https?://[^/"]+)?/c/([-\w]+)/t/[-\w]+/(\d{1,18})/(\d{1,9})"')


def handles_in(html: str) -> list[str]:
    """Handles of members who were named and may read there, each once, in their order."""
    return list(dict.fromkeys(_NAMED.findall(html)))[:MOST]


def quotes_in(html: str, slug: str) -> list[tuple[int, int]]:
    """(topic, number of the post) of what is quoted with its address, in the community `slug`."""
    found = [(int(topic), int(seq)) for house, topic, seq in _QUOTED.findall(html) if house == slug]
    return list(dict.fromkeys(found))[:MOST]
