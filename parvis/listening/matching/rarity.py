"""How rare a key is likely to be, before any post was read: longer words are rarer, two in a row rarer still."""

from __future__ import annotations

from parvis.listening.matching.keys import Key
from parvis.listening.query.stopwords import STOP_WORDS

_FIELD_SHARE = {
    "author": 5.0, "link": 10.0, "tag": 30.0, "site": 100.0, "place": 200.0, "network": 5000.0, "kind": 5000.0,
}  # fmt: skip


def share(key: Key) -> float:
    """How many posts in 10,000 are expected to have `key`."""
    if isinstance(key, tuple):
        return 1 + min(share(key[0]), share(key[1])) / 20
    if ":" in key:
        return _FIELD_SHARE[key.partition(":")[0]]
    if key in STOP_WORDS:
        return 3000.0
    letters = len(key.lstrip("*@"))
    expected = 2000 / 2 ** min(letters, 8) if key.isascii() else 20.0
    return expected * 6 if key[0] == "*" else expected
