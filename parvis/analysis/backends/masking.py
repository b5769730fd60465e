"""What could tell who somebody is, taken out of a text before it leaves the house: each thing by its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@[\w.-]+(?:@[\w.-]+)?")
_NUMBER = re.compile(r"(?<![\w])(?:[A-Z]{2}\d{2}[ ]?)?\+?\d(?:[ .()/\u00a0\u202f-]{0,2}\d){5,}(?!\w)")
MAIL, LINK, HANDLE, NUMBER, NAME = "[mail]", "[link]", "@user", "[number]", "[name]"
SHORTEST = 3


def masked(text: str, names: Iterable[str] = ()) -> str:
    """Mail addresses, links, mentions, phone and account numbers, and the `names` that the house knows."""
    for pattern, mask in ((_MAIL, MAIL), (_LINK, LINK), (_HANDLE, HANDLE), (_NUMBER, NUMBER)):
        text = pattern.sub(mask, text)
    parts = {part for name in names for part in (name, *name.split()) if len(part.strip("@")) >= SHORTEST}
    for name in sorted(parts, key=lambda one: (-len(one), one)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, text, flags=re.IGNORECASE)
    return text
