"""Somebody's words in one's own answer, with who said them and where. Pure."""

from __future__ import annotations

import re

LONGEST_QUOTE = 2_000
_MARKS = re.compile(r"([\\\[\]*_`|<>])")


def quoted(name: str, where: str, source: str) -> str:
    """In Markdown, ready to be answered. What the quoted post quoted itself stays out."""
    own = [line for line in source[:LONGEST_QUOTE].strip().splitlines() if not line.startswith(">")]
    said = "\n".join(own).strip().splitlines() or [""]
    told = _MARKS.sub(r"\\\1", name)
    return "\n".join([f"> [{told}]({where})", ">", *(f"> {line}".rstrip() for line in said)]) + "\n\n"
