"""One polling of a feed: what is new since the last one, the comments that its articles gained, when to come back."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from parvis.connectors.contract import Budget, ConnectorError, Item, Page, Source, Transient
from parvis.connectors.feed.cursor import Mark, Owed, State
from parvis.connectors.feed.entries import Feed
from parvis.connectors.feed.items import Under, to_items
from parvis.connectors.feed.parsing import NotAFeed, parse
from parvis.connectors.feed.rules import next_wait, outran, pace
from parvis.connectors.net import Answer, Web
from parvis.core.messages import Message

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
)
KNOWN = 20
COUNTS = 200
OWED = 50
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*(\d{1,8})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


@dataclass
class Purse:
    """What a call may still spend."""

    requests: int
    until: float

    @classmethod
    def of(cls, budget: Budget) -> Purse:
        return cls(budget.requests, time.monotonic() + budget.seconds)

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    @property
    def empty(self) -> bool:
        return self.requests <= 0 or self.left <= 1

    def spend(self) -> float:
        """Takes one request; the seconds it may last."""
        self.requests -= 1
        return max(self.left, 1.0)


@dataclass(frozen=True, slots=True)
class _Read:
    """One document read: `feed` is None when it has not changed."""

    mark: Mark
    answer: Answer
    feed: Feed | None = None


@dataclass
class Reading:
    """The state of one call of `fetch`."""

    web: Web
    source: Source
    state: State
    budget: Budget
    now: datetime
    items: list[Item] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.purse = Purse.of(self.budget)

    def run(self) -> Page:
        """Raises ConnectorError when the feed itself cannot be read; its comments only leave a notice."""
        read = self._ask(self.source.address, Mark() if self.state.after else self.state.feed, credentials(self.source))
        state = replace(self.state, feed=read.mark) if read.feed is None else self._take(self.state, read, read.feed)
        state = self._talk(state)
        state, stopped = self._pay(state)
        every = [timedelta(seconds=seconds) for seconds in (*state.every, *_max_age(read.answer))]
        dates = [datetime.fromtimestamp(second, UTC) for second in state.dates]
        rhythm = pace(dates, self.now)
        return Page(
            items=tuple(self.items),
            cursor=state.dump(),
            more=bool(state.after) or stopped,
            wait=next_wait(dates, self.now, every),
            moved_to=read.answer.moved_to,
            title=read.feed.title if read.feed else "",
            notices=tuple(_each_once([*self.notices, *([rhythm] if rhythm else [])])),
        )

    def _ask(self, address: str, mark: Mark, secrets: Mapping[str, str]) -> _Read:
        headers = {"Accept": ACCEPT, **mark.headers(), **secrets}
        answer = self.web.get(address, headers, seconds=self.purse.spend())
        if answer.unchanged:
            return _Read(mark, answer)
        fresh = Mark(
            etag=answer.headers.get("etag", "")[:500],
            modified=answer.headers.get("last-modified", "")[:100],
            body=hashlib.blake2b(answer.body, digest_size=16).hexdigest(),
        )
        if fresh.body == mark.body:
            return _Read(fresh, answer)
        try:
            return _Read(fresh, answer, parse(answer.body, charset_of(answer)))
        except NotAFeed as error:
            if not self.state.known:
                raise
            # It was a feed until now: a site under repair, most likely, which mends itself.
            raise Transient(error.message, error.mend) from error

    def _take(self, state: State, read: _Read, feed: Feed) -> State:
        """The entries, a page of them if there are too many for one call."""
        items, notices = to_items(feed, read.answer.url, self.now)
        self.notices += notices
        ids = [item.remote_id for item in items]
        if outran(state.known, ids) and len(ids) >= KNOWN // 2:
            self.notices.append(Message("The feed moved on faster than it was read: posts may have passed unseen."))
        start = ids.index(state.after) + 1 if state.after in ids else 0
        part = items[start : start + self.budget.items]
        self.items += part
        done = start + len(part) >= len(items)
        same = not state.after or state.feed.body == read.mark.body
        whole = read.mark if same else Mark()  # changed between two pages: read once more from the start
        dated = sorted((int(item.at.timestamp()) for item in items if item.at), reverse=True)
        return replace(
            self._owe(state, part),
            feed=whole if done else Mark(body=read.mark.body),
            after="" if done else part[-1].remote_id,
            known=tuple(reversed(ids[-KNOWN:])),
            dates=tuple(dated[: 2 * KNOWN]),
            every=tuple(int(each.total_seconds()) for each in feed.hints.every),
        )

    def _owe(self, state: State, items: Sequence[Item]) -> State:
        """The comment feeds of the articles that have more comments than when they were last seen."""
        counts, owed = dict(state.counts), {debt.address: debt for debt in state.owed}
        if _comments_wanted(self.source) == "each":
            for item in items:
                count, address = item.metrics.get("comments", 0), item.extra.get("comments_feed")
                if address and count > counts.get(item.remote_id, 0):
                    owed[address] = Owed(address, item.thread_id, item.remote_id)
                if address and count:
                    counts.pop(item.remote_id, None)
                    counts[item.remote_id] = count
        kept = dict(list(counts.items())[-COUNTS:])
        return replace(state, counts=kept, owed=tuple(owed.values())[-OWED:])

    def _talk(self, state: State) -> State:
        """The comment feed of the whole site, where the place has one."""
        address = _comments_wanted(self.source)
        if not address.startswith("http") or self.purse.empty:
            return state
        try:
            read = self._ask(address, state.talk, credentials(self.source))
        except ConnectorError as error:
            self.notices.append(error.message)
            return state
        if read.feed:
            items, _ = to_items(read.feed, read.answer.url, self.now)
            self.items += (replace(item, kind="comment") for item in items)
        return replace(state, talk=read.mark)

    def _pay(self, state: State) -> tuple[State, bool]:
        """Reads the comment feeds owed while the budget lasts; whether it was the budget that stopped us."""
        left: list[Owed] = []
        stopped = False
        for debt in state.owed:
            if self.purse.empty:
                left.append(debt)
                stopped = True
                continue
            try:
                self._comments(debt)
            except ConnectorError as error:
                self.notices.append(error.message)
                left += [debt] if error.retry else []
        return replace(state, owed=tuple(left)), stopped

    def _comments(self, debt: Owed) -> None:
        read = self._ask(debt.address, Mark(), {})
        if read.feed:
            items, _ = to_items(read.feed, read.answer.url, self.now, Under(debt.thread, debt.parent))
            self.items += items


def _comments_wanted(source: Source) -> str:
    """The address of the site's comment feed; "each" for the feeds of the articles; "no"."""
    said = str(source.settings.get("comments_feed") or "").strip()
    return said or "each"


def credentials(source: Source) -> dict[str, str]:
    """The Authorization header of a protected feed, empty without user and password."""
    user, password = source.secrets.get("user", ""), source.secrets.get("password", "")
    if not (user or password):
        return {}
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def _max_age(answer: Answer) -> list[int]:
    found = _MAX_AGE.search(answer.headers.get("cache-control", "").lower())
    return [int(found.group(1))] if found else []


def charset_of(answer: Answer) -> str:
    found = _CHARSET.search(answer.headers.get("content-type", ""))
    return found.group(1) if found else ""


def _each_once(notices: Sequence[Message]) -> list[Message]:
    return [notice for place, notice in enumerate(notices) if notice not in notices[:place]]
