"""One polling of a place: what is new, edits, deletions, and the conversations around.

Each polling reads the newest sheet: whatever is not known there is new. When all that is known lies deeper, the sheets are
read on until there (`State.done`), over several pollings if need be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from parvis.connectors.bluesky.addresses import Where
from parvis.connectors.bluesky.api import Api, NotThere
from parvis.connectors.bluesky.cursor import Glimpse, State
from parvis.connectors.bluesky.identifiers import is_did
from parvis.connectors.bluesky.items import for_members, parent_of, to_item
from parvis.connectors.bluesky.lists import Entry, Sheet, by_uri, conversation, read_sheet
from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Gone, Item, Page
from parvis.connectors.pace import next_wait
from parvis.connectors.told import number, text
from parvis.core.messages import Message

FIRST = datetime(1990, 1, 1, tzinfo=UTC)
AT_ONCE = 25
"""Posts that the network gives by name in one request."""
LONG = 50
"""Posts in the first sheet from which on an older past is taken to lie below it, which is not wanted."""
CHECKED = 5
"""Posts asked for one by one in a reading, because they are missing where they stood."""
ODD = Message("Posts that cannot be read, left out: %(count)s.")
_UNSORTED = frozenset({"feed"})
_EVERYTHING = frozenset({"account", "list", "mentions", "thread"})
"""Kinds whose list leaves nothing out, so that what is missing there is gone."""
_TALKS = frozenset({"account", "mentions"})
"""Kinds that hold the conversations around their posts."""


@dataclass
class Reading:
    """The state of one call of `fetch`. `own`: the DID of the account that reads. `items`: by uri, in the order found."""

    api: Api
    where: Where
    own: str
    state: State
    most: int
    now: datetime
    items: dict[str, Item] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    odd: int = 0
    taken: int = 0

    def run(self) -> Page:
        """Raises ConnectorError when the list itself cannot be read; conversations around it may wait."""
        more = self._news()
        paid = self._pay()
        more = more or bool(self.state.owed and paid)
        ordered = sorted(self.items.values(), key=lambda item: (item.at or FIRST, item.remote_id))
        wait = next_wait([item.at for item in ordered if item.at], self.now)
        return Page(
            items=tuple(ordered),
            cursor=self.state.dump(),
            more=more and self.api.rest is None,
            deletions=tuple(dict.fromkeys(self.gone)),
            wait=wait if self.api.rest is None else self.api.rest if more else max(wait, self.api.rest),
            notices=(Message(ODD.text, {"count": self.odd}),) if self.odd else (),
        )

    # What is new ----------------------------------------------------------------------------------------------------

    def _news(self) -> bool:
        """Takes what is not known yet; whether more of it is left."""
        state, top = self.state, None
        fresh_start = not (state.done or state.at or state.seen)
        sheet = self._sheet(state.at)
        if not state.at:
            top, state.rising = sheet, max(sheet.newest, state.done)
        if fresh_start:
            state.floor = sheet.oldest if sheet.onward and len(sheet.entries) >= LONG else ""
        while self._take_sheet(sheet):
            if self._reached(sheet):
                state.done, state.at = state.rising, ""
                if top is None:
                    return True  # this reading began below: what came above meanwhile is next
                self._compare(top)
                return False
            state.at = sheet.onward
            if self.api.spent:
                return True
            sheet = self._sheet(state.at)
        return True

    def _take_sheet(self, sheet: Sheet) -> bool:
        """Whether all of it is taken; else it is read again next time."""
        fresh = [e for e in reversed(sheet.entries) if e.uri not in self.state.seen and e.seen >= self.state.floor]
        some = fresh[: max(self.most - self.taken, 0)]
        count = self._take(some) if some else 0
        self.taken += count
        return count == len(fresh)

    def _reached(self, sheet: Sheet) -> bool:
        bound = max(self.state.done, self.state.floor)
        known = any(entry.uri in self.state.seen and entry.date <= bound for entry in sheet.entries)
        return not sheet.onward or self.where.kind in _UNSORTED or sheet.oldest < bound or known

    def _sheet(self, onward: str) -> Sheet:
        try:
            sheet = read_sheet(self.api, self._there(), onward)
        except NotThere:
            return self._lost()
        self.odd += sheet.odd
        self.gone += sheet.gone
        return sheet

    def _there(self) -> Where:
        """With the DID: handles change, and addresses of records want it."""
        if not self.where.who or is_did(self.where.who):
            return self.where
        if not self.state.did:
            found = self.api.get("com.atproto.identity.resolveHandle", [("handle", self.where.who)])
            self.state.did = text(found.get("did"))
        return replace(self.where, who=self.state.did) if is_did(self.state.did) else self.where

    def _lost(self) -> Sheet:
        """A conversation whose first post was withdrawn says so once; then the place has nothing left. Raises Gone."""
        uri = self._there().uri
        if self.where.kind == "thread" and uri in self.state.seen:
            self.gone.append(uri)
            self.state.seen.pop(uri)
            return Sheet([], "")
        raise Gone(
            Message("What this place followed no longer exists on the network, or is not shown any more."),
            Message("Archive the place, or give its new address."),
        )

    def _take(self, fresh: Sequence[Entry]) -> int:
        """Items of these entries until the budget of requests is spent; how many. The first lot is always taken."""
        count = 0
        for start in range(0, len(fresh), AT_ONCE):
            lot = fresh[start : start + AT_ONCE]
            asked = [entry.uri for entry in lot if entry.view is None]
            if asked and count and self.api.spent:
                return count
            try:
                views = by_uri(self.api, asked) if asked else {}
            except ConnectorError:
                if not count:
                    raise
                return count
            for entry in lot:
                self._keep_entry(replace(entry, view=entry.view or views.get(entry.uri)))
            count += len(lot)
        return count

    def _keep_entry(self, entry: Entry) -> None:
        self.state.seen[entry.uri] = Glimpse(entry.cid, entry.replies, entry.date)
        if entry.view is None:
            return  # it went while we were on the way
        self._keep(entry.view)
        if self.where.kind in _TALKS:
            for one in entry.above:
                self._keep(one)
            if entry.replies or (parent_of(entry.view) and not entry.above):
                self._owe(entry.uri)

    def _keep(self, view: Mapping[str, Any]) -> None:
        """Who asks not to be shown to strangers is not, when we read as one."""
        if self.api.token or not for_members(view):
            self.items.setdefault(text(view["uri"]), to_item(view, self.own))

    # What is known --------------------------------------------------------------------------------------------------

    def _compare(self, top: Sheet) -> None:
        """Edits, new answers and deletions among what we had seen."""
        missing = self._refresh(top) if self.where.kind == "mentions" else []
        for entry in top.entries:
            before = self.state.seen.get(entry.uri)
            if before is None or entry.view is None:
                continue
            if before.cid != entry.cid:
                self._keep(entry.view)
            if entry.replies > before.replies and self.where.kind in _TALKS:
                self._owe(entry.uri)
            self.state.seen[entry.uri] = Glimpse(entry.cid, entry.replies, entry.date)
        if self.where.kind in _EVERYTHING:
            self._check([*missing, *self._absent(top)])

    def _refresh(self, top: Sheet) -> list[str]:
        """Notifications do not say how many answers a post has: the newest are asked again; those not there any more."""
        known = [e for e in top.entries if e.uri in self.state.seen and e.uri not in self.items][:AT_ONCE]
        if not known or self.api.spent:
            return []
        try:
            views = by_uri(self.api, [entry.uri for entry in known])
        except ConnectorError:
            return []
        for entry in known:
            before, view = self.state.seen[entry.uri], views.get(entry.uri)
            if view is None:
                continue
            replies = number(view.get("replyCount"))
            if replies > before.replies:
                self._owe(entry.uri)
            self.state.seen[entry.uri] = Glimpse(before.cid, replies, before.date)
        return [entry.uri for entry in known if entry.uri not in views and entry.uri in self.state.seen]

    def _absent(self, top: Sheet) -> list[str]:
        """What should stand in the newest sheet, by its date, and does not."""
        shown = {entry.uri for entry in top.entries}
        oldest = top.oldest if top.onward and len(shown) >= LONG else ""
        return [uri for uri, seen in self.state.seen.items() if uri not in shown and seen.date > oldest]

    def _check(self, missing: Sequence[str]) -> None:
        """Asked for by name: withdrawn only when the network itself says that it is not there."""
        for uri in list(dict.fromkeys(missing))[:CHECKED]:
            if self.api.spent:
                return
            try:
                _views, gone = conversation(self.api, uri, 0, 0)
                withdrawn = uri in gone
            except NotThere:
                withdrawn = True
            except ConnectorError:
                return
            if withdrawn:
                self.gone.append(uri)
                self.items.pop(uri, None)
            self.state.seen.pop(uri, None)  # withdrawn or only moved out of the list: no longer expected there

    # Conversations --------------------------------------------------------------------------------------------------

    def _owe(self, uri: str) -> None:
        self.state.owed = (*(one for one in self.state.owed if one != uri), uri)

    def _pay(self) -> int:
        """Reads the conversations owed while the budget lasts, the rest at the next polling; how many were read."""
        left, paid = list(self.state.owed), 0
        while left and not self.api.spent:
            try:
                views, gone = conversation(self.api, left[0])
            except NotThere:
                views, gone = [], []
            except (AuthExpired, Forbidden):
                break
            except ConnectorError as error:
                if error.retry:
                    break
                views, gone = [], []
            left.pop(0)
            paid += 1
            self.gone += gone
            for view in views:
                self._keep(view)
        self.state.owed = tuple(left)
        return paid
