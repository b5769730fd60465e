"""What is remembered between two readings of a feed, as one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one document stood: its validators and the hash of its body."""

    etag: str = ""
    modified: str = ""
    body: str = ""

    def headers(self) -> dict[str, str]:
        """The condition under which the server may answer 304."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Owed:
    """A comment feed still to be read for the article `parent` of `thread`."""

    address: str
    thread: str
    parent: str


@dataclass(frozen=True, slots=True)
class State:
    """`feed`, `talk`: the marks of the feed and of the site's comment feed. `after`: the last item given of a feed too
    long for one page, "" when the whole was given. `known`: ids of the newest items. `dates`: their times (seconds).
    `every`: the rhythm the feed asks for (seconds). `counts`: comments seen per article. `owed`: comment feeds to read.
    """

    feed: Mark = field(default_factory=Mark)
    talk: Mark = field(default_factory=Mark)
    after: str = ""
    known: tuple[str, ...] = ()
    dates: tuple[int, ...] = ()
    every: tuple[int, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    owed: tuple[Owed, ...] = ()

    def dump(self) -> str:
        return json.dumps({"v": 1, **asdict(self)}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str) -> State:
        """An unreadable cursor is a fresh start: everything is read again, nothing is lost."""
        try:
            kept: dict[str, Any] = json.loads(cursor) if cursor else {}
            return cls(
                feed=Mark(**kept.get("feed", {})),
                talk=Mark(**kept.get("talk", {})),
                after=str(kept.get("after", "")),
                known=tuple(map(str, kept.get("known", ()))),
                dates=tuple(map(int, kept.get("dates", ()))),
                every=tuple(map(int, kept.get("every", ()))),
                counts={str(name): int(count) for name, count in kept.get("counts", {}).items()},
                owed=tuple(Owed(**owed) for owed in kept.get("owed", ())),
            )
        except (ValueError, TypeError, AttributeError):
            return cls()
