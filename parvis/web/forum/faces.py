"""Faces of members, and the house's own words: what its pages say where the team has named things itself."""

from __future__ import annotations

from functools import lru_cache

from django.utils import translation
from markupsafe import Markup

from parvis.web.forum.door import Guest
from parvis.web.forum.ways import Ways
from parvis.web.ui.wording import avatar

SIDES = {"": 36, "small": 26, "large": 56}
"""CSS pixels, as the sheet has them: a page keeps room for a face before it comes."""


def face(name: str, picture: str, ways: Ways, size: str = "") -> Markup:
    """A member's picture, from the house itself; initials on coloured glass for who shows none. The name stands beside it."""
    return _picture(picture, ways, size) if picture else avatar(name, size)


@lru_cache(maxsize=4096)
def _picture(picture: str, ways: Ways, size: str) -> Markup:
    side, extra = SIDES[size], f" avatar-{size}" if size else ""
    return Markup(
        '<img class="avatar{}" src="{}" alt="" width="{}" height="{}" loading="lazy" decoding="async">'
    ).format(extra, ways.face(picture), side, side)


def word(guest: Guest, name: str) -> str:
    """`name`: of `rules.looks.WORDS`; "" = the team has left it as it is."""
    worn = guest.community.worn
    if worn is None or not worn.words:
        return ""
    told = worn.words.get((translation.get_language() or "")[:2], {})
    return str(told.get(name, ""))
