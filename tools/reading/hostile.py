"""What the sets of hostile words say (`open_hostility.py` brings them): of toxicity and insults, of nothing else.

Shares of annotators are learnt as they are: what one of three calls an insult is a third of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Said = tuple[float, dict[str, float]]


def political(row: Row) -> Said:
    """Tweets about politics: rude, or hostile to a group or to the rules of democracy."""
    return 0.5, {"toxic": max(row["rude"], row["intolerant"]), "insult": row["rude"]}


def rude(row: Row) -> Said:
    return 0.5, {"toxic": row["rude"], "insult": row["rude"]}


READERS: dict[str, Callable[[Row], Said]] = {
    "mupid_en.train": political,
    "reddit_uncivil_en.train": rude,
    "convabuse_en.train": rude,
}
