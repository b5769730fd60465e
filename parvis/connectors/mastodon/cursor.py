"""What is remembered between two readings of a place, as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SEEN, THREADS, OWED = 120, 400, 60


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A post as it was last seen. `edited`: the network's stamp, "" when never; `replies`: how many answers it had."""

    post: str
    edited: str = ""
    replies: int = 0


@dataclass(slots=True)
class State:
    """`after`: the last entry taken while there are more, "" once all were. `account`: the id behind the handle.

    `top`: the newest entry of the list when it was last read to its end. `seen`: the newest entries by their id in the list read (a notification's, where it is one), oldest first.
    `threads`: post → thread, for the latest posts, so that a thread keeps its name whatever arrives later.
    `owed`: posts whose answers are still to be read.
    """

    after: str = ""
    top: str = ""
    account: str = ""
    seen: dict[str, Glimpse] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    owed: tuple[str, ...] = ()

    def dump(self) -> str:
        kept = {
            "v": 1,
            "after": self.after,
            "top": self.top,
            "account": self.account,
            "seen": {k: [g.post, g.edited, g.replies] for k, g in _last(self.seen, SEEN).items()},
            "threads": _last(self.threads, THREADS),
            "owed": self.owed[-OWED:],
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str) -> State:
        """An unreadable cursor is a fresh start: the latest posts are read again, none is doubled."""
        try:
            kept: dict[str, Any] = json.loads(cursor) if cursor else {}
            if kept and kept.get("v") != 1:
                return cls()
            return cls(
                after=str(kept.get("after", "")),
                top=str(kept.get("top", "")),
                account=str(kept.get("account", "")),
                seen={str(k): Glimpse(str(g[0]), str(g[1]), int(g[2])) for k, g in kept.get("seen", {}).items()},
                threads={str(k): str(t) for k, t in kept.get("threads", {}).items()},
                owed=tuple(map(str, kept.get("owed", ()))),
            )
        except (ValueError, TypeError, AttributeError, IndexError, KeyError):
            return cls()


def _last(things: Mapping[str, Any], count: int) -> dict[str, Any]:
    return dict(list(things.items())[-count:])
