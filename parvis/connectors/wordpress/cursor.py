"""What is remembered between two readings of a site, as one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

EARLIEST = "1990-01-01T00:00:00"
WINDOW = timedelta(days=3)
"""Read again each time: a comment may be written, edited, released or removed some time after its date."""
REMEMBERED = 200
"""Comments whose disappearance is noticed, and the most that a window holds."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reel:
    """One list, read by date. `since`: nothing older is asked; `page` within one second too full for one page.

    `newest`: the last date seen in this pass, "" before the first; moments are ISO, in UTC, without a zone.
    """

    since: str = EARLIEST
    page: int = 1
    newest: str = ""

    def onward(self, last: datetime | None) -> Reel:
        """After a full page that ended at `last`: from there, its own second again; else its next page."""
        if last is not None and written(last - SECOND) > self.since:
            return Reel(written(last - SECOND), 1, max(self.newest, written(last)))
        return Reel(self.since, self.page + 1, self.newest)

    def ended(self, last: datetime | None, overlap: timedelta) -> Reel:
        """After the last page of a pass: next time from `overlap` before the newest."""
        newest = max(self.newest, written(last) if last else "")
        if not newest:
            return Reel(self.since)
        return Reel(max(written(read(newest) - overlap), EARLIEST))


@dataclass(frozen=True, slots=True)
class State:
    """`articles`, `changes`, `comments`: how far each list is read (`changes`: articles by the date of their edit).

    `known`: comments of the window by id, with their dates; `given`: those of the pass under way; `held`: ids of the
    comments that waited for a decision.
    """

    articles: Reel = field(default_factory=Reel)
    changes: Reel | None = None
    comments: Reel = field(default_factory=Reel)
    known: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    held: tuple[int, ...] = ()

    def dump(self) -> str:
        return json.dumps({"v": 1, **asdict(self)}, separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str) -> State:
        """An unreadable cursor is a fresh start: everything is read again, nothing is lost."""
        try:
            kept: dict[str, Any] = json.loads(cursor) if cursor else {}
            return cls(
                articles=_reel(kept.get("articles", {})),
                changes=_reel(kept["changes"]) if kept.get("changes") else None,
                comments=_reel(kept.get("comments", {})),
                known={str(k): written(read(v)) for k, v in kept.get("known", {}).items()},
                given={str(k): written(read(v)) for k, v in kept.get("given", {}).items()},
                held=tuple(int(one) for one in kept.get("held", ())),
            )
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
            return cls()


def newest(dates: dict[str, str]) -> dict[str, str]:
    """The REMEMBERED newest of them."""
    return dict(sorted(dates.items(), key=lambda one: (one[1], one[0]))[-REMEMBERED:])


def written(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def read(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _reel(kept: dict[str, Any]) -> Reel:
    since, newest_seen = str(kept.get("since", EARLIEST)), str(kept.get("newest", ""))
    read(since)
    return Reel(since, max(1, int(kept.get("page", 1))), written(read(newest_seen)) if newest_seen else "")
