"""What a person types as a theme, as one query: an expression a line, in as many languages as they like. Pure."""

from __future__ import annotations

import re

from parvis.listening.query.formatter import quoted

_PLAIN = re.compile(r"[\w’'\s-]+")
_OPERATORS = {"AND", "OR", "NOT", "ET", "OU", "SAUF", "NEAR", "PROCHE"}


def theme_of_lines(text: str) -> str:
    """Plain words of a line are a phrase; a line that is a query stays one; the lines are alternatives."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    said = [_said(line) for line in lines]
    return (
        said[0]
        if len(said) == 1
        else " OR ".join(f"({one})" if " " in one and not one.startswith('"') else one for one in said)
    )


def _said(line: str) -> str:
    plain = _PLAIN.fullmatch(line) and not _OPERATORS & set(line.split())
    return quoted(line) if plain and not re.search(r"(?:^|\s)-", line) else line
