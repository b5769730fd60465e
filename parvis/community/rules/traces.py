"""What of somebody who is forgotten stands in the words of others: quotes and mentions. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

GONE = "[…]"


def without(source: str, clean: Callable[[str], str], handles: Iterable[str]) -> str:
    """Markdown of somebody else: what it quotes is cleaned, mentions lose the handle; the words of its writer stay."""
    lines = [clean(line) if line.lstrip().startswith(">") else line for line in source.split("\n")]
    cleaned = "\n".join(lines)
    for handle in handles:
        cleaned = re.sub(rf"(?<![\w@])@{re.escape(handle)}(?![\w-])", f"@{GONE}", cleaned, flags=re.IGNORECASE)
    return cleaned
