"""One polling of a place: the newest entries, what was missed between, edits, deletions, and the conversations around.

An entry is what a list gives: a status, or a notification that holds one. Each polling reads the newest page. What is not
known there is new, even when its number is old (servers learn of each other's posts late). When nothing of the page is
known, something was missed: it is read forward from where we were (`min_id`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from parvis.connectors.contract import AuthExpired, ConnectorError, Gone, Item, Page, Transient
from parvis.connectors.mastodon.addresses import Where
from parvis.connectors.mastodon.api import Api, NotThere, no_data
from parvis.connectors.mastodon.cursor import Glimpse, State
from parvis.connectors.mastodon.items import PUBLIC, is_boost, is_status, to_item, visibility
from parvis.connectors.pace import next_wait
from parvis.connectors.told import entries, text
from parvis.core.messages import Message

LIMIT = 40
HISTORY = 120
"""Entries of the past that a new place begins with."""
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
CHECKED = 5
"""Posts asked for by name in one reading, because they are missing where they stood."""
ODD = Message("Posts that cannot be read, left out: %(count)s.")
GONE = Message("There is no such account at %(host)s any more.")


@dataclass(frozen=True, slots=True)
class Entry:
    """`id`: by which its list is paged."""

    id: str
    status: Mapping[str, Any]

    @property
    def post(self) -> str:
        return text(self.status["id"])

    def glimpse(self) -> Glimpse:
        return Glimpse(self.post, text(self.status.get("edited_at")), int(self.status.get("replies_count") or 0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a list, newest first. `ids`: of all that stood there, also what the place does not hold. `before`: what
    `max_id` leads on, "" at the end."""

    entries: list[Entry]
    ids: list[str]
    before: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes: `own` the handle of the account that reads, `host` the domain of handles without one."""

    host: str
    own: str = ""


@dataclass
class Reading:
    """The state of one call of `fetch`. `items`: by id, in the order found."""

    api: Api
    where: Where
    reader: Reader
    state: State
    most: int
    now: datetime
    items: dict[str, Item] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    odd: int = 0

    def run(self) -> Page:
        """Raises ConnectorError when the list itself cannot be read; conversations around it may wait."""
        newest = self._list({})
        fresh, more = self._fresh(newest)
        taken = self._take(fresh[: self.most])
        if taken < len(fresh):
            self.state.after, more = fresh[taken - 1].id, True
        elif not more:
            self.state.after, self.state.top = "", newest.ids[0] if newest.ids else self.state.top
            self._compare(newest)
        paid = self._pay()
        ordered = sorted(self.items.values(), key=lambda item: item.at or FIRST)
        return Page(
            items=tuple(ordered),
            cursor=self.state.dump(),
            more=more or bool(self.state.owed and paid),
            deletions=tuple(self.gone),
            wait=next_wait([item.at for item in ordered if item.at], self.now),
            notices=(Message(ODD.text, {"count": self.odd}),) if self.odd else (),
        )

    # What is new ----------------------------------------------------------------------------------------------------

    def _fresh(self, newest: Sheet) -> tuple[list[Entry], bool]:
        """What is not known yet, oldest first; whether more lies beyond it."""
        if not self.state.top and not self.state.after:
            return self._history(newest), False
        missed = newest.before and self.state.top and self.state.top not in newest.ids
        if self.where.kind == "search" or not (missed or self.state.after):
            return self._unknown(newest), False
        ahead = self._list({"min_id": self.state.after or self.state.top})
        if not ahead.ids:
            return self._unknown(newest), False
        self.state.after = ahead.ids[0]
        return self._unknown(ahead), newest.ids[0] not in ahead.ids

    def _unknown(self, sheet: Sheet) -> list[Entry]:
        return [entry for entry in reversed(sheet.entries) if entry.id not in self.state.seen]

    def _history(self, newest: Sheet) -> list[Entry]:
        """The past of a new place, oldest first, HISTORY at most."""
        found, sheet = list(reversed(newest.entries)), newest
        while sheet.before and len(found) < HISTORY and self.api.requests > 3:
            sheet = self._list({"max_id": sheet.before})
            found = list(reversed(sheet.entries)) + found
        return found[-HISTORY:]

    def _list(self, more: Mapping[str, str]) -> Sheet:
        try:
            return self._sheet(more)
        except NotThere:
            if self.state.account:  # the number of an account changes when a server is rebuilt: asked for once more
                self.state.account = ""
                try:
                    return self._sheet(more)
                except NotThere as again:
                    trouble = again
            raise lost(self.where, trouble) from None

    def _sheet(self, more: Mapping[str, str]) -> Sheet:
        path, params = self._request()
        told, links = self.api.read(path, [*params, ("limit", str(LIMIT)), *more.items()])
        raw = told.get("statuses") if isinstance(told, dict) else told
        ids = [text(one.get("id")) for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []
        if not isinstance(raw, list) or (raw and not any(ids)):
            raise no_data(self.where.host)
        # The link's number only: its address could lead elsewhere, and our token with it.
        onward = parse_qs(urlsplit(links.get("next", "")).query).get("max_id", [""])[0]
        before = onward or (ids[-1] if len(ids) >= LIMIT else "")
        return Sheet([entry for one in raw if (entry := self._entry(one))], ids, before)

    def _request(self) -> tuple[str, list[tuple[str, str]]]:
        match self.where.kind:
            case "tag":
                return f"/api/v1/timelines/tag/{quote(self.where.name, safe='')}", []
            case "mentions" | "messages":
                return "/api/v1/notifications", [("types[]", "mention")]
            case "instance":
                return "/api/v1/timelines/public", [("local", "true")]
            case "search":
                return "/api/v2/search", [("q", self.where.name), ("type", "statuses")]
            case _:
                return f"/api/v1/accounts/{self._account()}/statuses", [("exclude_reblogs", "true")]

    def _account(self) -> str:
        if not self.state.account:
            self.state.account = account_id(self.api, self.where)
        return self.state.account

    def _entry(self, told: Any) -> Entry | None:
        """None for what this place does not hold: boosts, other notices, what its visibility keeps out."""
        if not isinstance(told, dict):
            self.odd += 1
            return None
        noticed = self.where.kind in ("mentions", "messages")
        status = told.get("status") if noticed else told
        if noticed and (told.get("type") != "mention" or not told.get("id") or status is None):
            return None
        if not isinstance(status, dict) or not is_status(status):
            self.odd += 1
            return None
        if is_boost(status) or not self._may_hold(status):
            return None
        return Entry(text(told["id"]), status)

    def _may_hold(self, status: Mapping[str, Any]) -> bool:
        """Private messages stand in a secret place of their own; public places hold what a stranger may read."""
        seen = visibility(status)
        match self.where.kind:
            case "messages":
                return seen == "direct"
            case "mentions":
                return seen != "direct"
        return seen in PUBLIC

    # What is known --------------------------------------------------------------------------------------------------

    def _take(self, fresh: Sequence[Entry]) -> int:
        """Items of these entries until the budget of requests is spent; how many. The first is always taken."""
        for n, entry in enumerate(fresh):
            if not self._knows_thread(entry.status) and self.api.spent and n:
                return n
            try:
                self._keep(entry.status)
            except ConnectorError:
                if not n:
                    raise
                return n
            self._owe(entry)
            self.state.seen[entry.id] = entry.glimpse()
        return len(fresh)

    def _compare(self, newest: Sheet) -> None:
        """Edits, new answers and deletions among what we had seen."""
        for entry in newest.entries:
            before, now = self.state.seen.get(entry.id), entry.glimpse()
            if before and before.edited != now.edited and entry.post not in self.items:
                self._keep(entry.status)
            if before and before != now:
                self._owe(entry, before.replies)
                self.state.seen[entry.id] = now
        if self.where.kind != "search":
            self._miss(newest)

    def _miss(self, newest: Sheet) -> None:
        """Entries that should stand in the page and do not are asked for by name: gone when the server says so."""
        known, shown = list(self.state.seen), set(newest.ids)
        oldest = next((one for one in reversed(newest.ids) if one in self.state.seen), "")
        span = known[known.index(oldest) :] if newest.before and oldest else known if not newest.before else []
        for entry in [one for one in span if one not in shown][:CHECKED]:
            if self.api.spent:
                return
            post = self.state.seen[entry].post
            try:
                self.api.get(f"/api/v1/statuses/{quote(post, safe='')}")
            except NotThere as trouble:
                if not trouble.told:
                    return
                self.gone.append(post)
            except ConnectorError:
                return
            self.state.seen.pop(entry)  # gone, or only moved out of the list: either way no longer expected there

    # Conversations --------------------------------------------------------------------------------------------------

    def _keep(self, status: Mapping[str, Any]) -> None:
        post = text(status["id"])
        thread = self._thread(status)
        self.state.threads[post] = thread
        self.items[post] = to_item(status, thread, self.reader.host, self.reader.own)

    def _knows_thread(self, status: Mapping[str, Any]) -> bool:
        parent = text(status.get("in_reply_to_id"))
        return not parent or text(status["id"]) in self.state.threads or parent in self.state.threads

    def _thread(self, status: Mapping[str, Any]) -> str:
        """The root of the conversation; once given, a thread keeps its name even when an older root turns up."""
        post, parent = text(status["id"]), text(status.get("in_reply_to_id"))
        threads = self.state.threads
        if post in threads or not parent:
            return threads.get(post, post)
        if parent in threads:
            return threads[parent]
        above = self._context(post, "ancestors")
        thread = next((threads[i] for i in map(_id, reversed(above)) if i in threads), "")
        thread = thread or (_id(above[0]) if above else parent)
        threads.setdefault(parent, thread)
        for one in above:
            if self._shown(one):
                threads.setdefault(_id(one), thread)
                self.items.setdefault(_id(one), to_item(one, thread, self.reader.host, self.reader.own))
        return thread

    def _owe(self, entry: Entry, known: int = 0) -> None:
        """Answers to what an account says, and to what is said to it, are part of the conversation."""
        if self.where.kind in ("account", "mentions", "messages") and entry.glimpse().replies > known:
            self.state.owed = (*(one for one in self.state.owed if one != entry.post), entry.post)

    def _pay(self) -> int:
        """Reads the answers owed while the budget lasts, the rest at the next polling; how many conversations were read."""
        left, paid = list(self.state.owed), 0
        while left and not self.api.spent:
            thread = self.state.threads.get(left[0], left[0])
            try:
                below = self._context(left[0], "descendants")
            except ConnectorError:
                break
            left.pop(0)
            paid += 1
            for one in below:
                if self._shown(one) and _id(one) not in self.items:
                    kept = self.state.threads.setdefault(_id(one), thread)
                    self.items[_id(one)] = to_item(one, kept, self.reader.host, self.reader.own)
        self.state.owed = tuple(left)
        return paid

    def _context(self, post: str, side: str) -> list[dict[str, Any]]:
        """The posts above or below, oldest first. Raises ConnectorError for what may work later; [] for what is refused."""
        try:
            told = self.api.get(f"/api/v1/statuses/{quote(post, safe='')}/context")
        except NotThere:
            return []
        except ConnectorError as error:
            if error.retry or isinstance(error, AuthExpired):
                raise
            return []
        return [one for one in entries(told, side) if is_status(one)] if isinstance(told, dict) else []

    def _shown(self, status: Mapping[str, Any]) -> bool:
        return not is_boost(status) and self._may_hold(status)


def _id(status: Mapping[str, Any]) -> str:
    return text(status["id"])


def account_id(api: Api, where: Where) -> str:
    """The number behind a handle. Raises NotThere."""
    try:
        told = api.get("/api/v1/accounts/lookup", [("acct", where.name)])
        if isinstance(told, dict) and told.get("id"):
            return text(told["id"])
    except NotThere as trouble:
        if api.spent or not api.token:
            raise
        found = _searched(api, where)
        if not found:
            raise NotThere(where.address, told=trouble.told) from None
        return found
    raise NotThere(where.address, told=True)


def _searched(api: Api, where: Where) -> str:
    """For dialects without lookup, and accounts of elsewhere that the instance does not know yet."""
    asked = where.name if "@" in where.name else f"{where.name}@{where.host}"
    told = api.get("/api/v2/search", [("q", f"@{asked}"), ("type", "accounts"), ("resolve", "true"), ("limit", "5")])
    found = entries(told, "accounts") if isinstance(told, dict) else []
    names = {where.name.casefold(), asked.casefold()}
    return next((text(one.get("id")) for one in found if text(one.get("acct")).casefold() in names), "")


def lost(where: Where, trouble: NotThere) -> ConnectorError:
    """An account that its server says does not exist is gone; any other 404 may be a server under repair."""
    host: dict[str, str | int] = {"host": where.host}
    if where.kind == "account" and trouble.told:
        return Gone(Message(GONE.text, host), Message("Archive the place, or give its new address."))
    return Transient(
        Message("%(host)s does not know what it was asked for.", host),
        Message("Parvis will ask again by itself. If it lasts, this server may not offer this kind of place."),
    )
