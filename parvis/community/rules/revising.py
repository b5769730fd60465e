"""What an edit may do to a post. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from parvis.community.rules.access import TRUSTED, Who


def print_of(source: str, title: str = "") -> str:
    """Of the words that a form was filled with: other words meanwhile have another."""
    return hashlib.sha256(f"{title}\n\n{source}".encode()).hexdigest()[:24]


def waits_for_links(before: Collection[str], after: Collection[str], who: Who) -> bool:
    """Links that come in later are looked at first: what was read and answered may not turn into an advertisement."""
    return not who.team and who.trust < TRUSTED and not set(after) <= set(before)
