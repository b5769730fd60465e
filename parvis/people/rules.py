"""Names of people, as pure functions."""

from __future__ import annotations

from parvis.connectors.contract import Author


def clip(text: str, length: int) -> str:
    """`text` without characters that no database keeps, at most `length` characters, with an ellipsis where cut."""
    kept = "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff").strip()
    return kept if len(kept) <= length else kept[: length - 1] + "…"


def display_name(author: Author) -> str:
    """How a newcomer is called until somebody knows better."""
    return clip(author.name or author.handle or author.remote_id, 200) or "?"


STAGES = ("prospect", "customer", "fan", "influencer", "ambassador", "partner")
"""Where a person stands with the brand, from stranger's first step to ally."""
