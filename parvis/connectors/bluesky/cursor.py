"""What is remembered between two readings of a place, as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SEEN, OWED = 300, 60


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A post as it was last seen. `cid` changes with its words; `replies`: how many answers it had; `date`: see State."""

    cid: str
    replies: int = 0
    date: str = ""


@dataclass(slots=True)
class State:
    """Dates are those by which the network sorts, as text that sorts alike.

    `done`: everything as old as this was read; `rising`: what `done` becomes once the reading under way is through.
    `at`: the network's mark of the page where that reading stands; "" = the newest page. `floor`: what the network
    saw before is the past that is not wanted.
    `seen`: posts by their uri, the latest seen last. `owed`: posts whose conversation is still to be read.
    """

    did: str = ""
    done: str = ""
    rising: str = ""
    at: str = ""
    floor: str = ""
    seen: dict[str, Glimpse] = field(default_factory=dict)
    owed: tuple[str, ...] = ()

    def dump(self) -> str:
        kept = {
            "v": 1,
            **{name: getattr(self, name) for name in _WORDS},
            "seen": {uri: [g.cid, g.replies, g.date] for uri, g in _last(self.seen, SEEN).items()},
            "owed": self.owed[-OWED:],
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str) -> State:
        """An unreadable cursor is a fresh start: the latest posts are read again, none is doubled."""
        try:
            kept: dict[str, Any] = json.loads(cursor) if cursor else {}
            if not kept or kept.get("v") != 1:
                return cls()
            return cls(
                **{name: str(kept.get(name, "")) for name in _WORDS},
                seen={str(k): Glimpse(str(g[0]), int(g[1]), str(g[2])) for k, g in kept.get("seen", {}).items()},
                owed=tuple(map(str, kept.get("owed", ()))),
            )
        except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
            return cls()


_WORDS = ("did", "done", "rising", "at", "floor")


def _last(things: Mapping[str, Any], count: int) -> dict[str, Any]:
    return dict(list(things.items())[-count:])
