"""Tags as people type them. Pure."""

from __future__ import annotations

import re

from parvis.community.rules.naming import slug_of

MOST, LONGEST = 5, 40
_APART = re.compile(r"[,;\n]")


def tags_in(typed: str) -> list[tuple[str, str]]:
    """(slug, name) of at most MOST tags, parted by commas, each once; what cannot be spelt in an address is left out."""
    found: dict[str, str] = {}
    for word in _APART.split(typed):
        name = " ".join(word.replace("#", " ").split())[:LONGEST].strip()
        slug = slug_of(name, "")
        if slug:
            found.setdefault(slug, name)
    return list(found.items())[:MOST]


def stored(names: list[str]) -> str:
    return "\n".join(names)


def read(tagged: str) -> list[tuple[str, str]]:
    """(slug, name) of what `stored` wrote."""
    return [(slug_of(name, ""), name) for name in tagged.split("\n") if name]
