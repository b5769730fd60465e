"""What is new in a folder, by UID: bounded pages, nothing marked as read, nothing read twice without need.

The cursor is JSON: `v` the UIDVALIDITY, `u` all UIDs up to it were read, `f` none below it is wanted (first fetch),
`s` the UIDs read among the last 50, so that a mail that becomes visible late under a lower UID is still found.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from parvis.connectors.contract import Budget, Page
from parvis.connectors.email.account import Account
from parvis.connectors.email.automatic import Bounce
from parvis.connectors.email.imap import Session, select
from parvis.connectors.email.parse import Parsed, parse_mail
from parvis.connectors.email.threading import follow
from parvis.core.messages import Message

log = logging.getLogger(__name__)

FIRST_DAYS = 90
FIRST_MOST = 2000
OVERLAP = 50
WINDOW = 20_000
"""UIDs asked for in one SEARCH: its answer is one line, which imaplib refuses beyond 1 MB."""
PAGE = 200
WHOLE = 1_000_000
"""Bytes: a larger mail is read up to HEAD bytes, its attachments listed by the server."""
HEAD = 300_000
BATCH = 1_000_000
"""Bytes asked for in one FETCH."""


@dataclass(frozen=True, slots=True)
class Position:
    validity: int
    uid: int
    floor: int = 0
    seen: tuple[int, ...] = ()

    def written(self) -> str:
        return json.dumps(
            {"v": self.validity, "u": self.uid, "f": self.floor, "s": list(self.seen)}, separators=(",", ":")
        )

    def wants(self, uid: int) -> bool:
        return uid > self.uid or (uid > max(self.floor, self.uid - OVERLAP) and uid not in self.seen)

    def after(self, uids: Sequence[int]) -> Position:
        """Once `uids` are read."""
        reached = max((self.uid, *uids))
        seen = sorted({*self.seen, *uids})
        return replace(self, uid=reached, seen=tuple(uid for uid in seen if uid > reached - OVERLAP))


def read_cursor(cursor: str) -> Position | None:
    """None for the start, and for a cursor nobody can read: reading again is safe, stopping is not."""
    try:
        told = json.loads(cursor) if cursor else None
        return Position(int(told["v"]), int(told["u"]), int(told["f"]), tuple(map(int, told["s"]))) if told else None
    except (ValueError, TypeError, KeyError, OverflowError):
        log.warning("A mailbox cursor cannot be read, starting again: %r", cursor[:200])
        return None


@dataclass(slots=True)
class Purse:
    """What is left of a budget."""

    requests: int
    deadline: float

    def empty(self) -> bool:
        return self.requests <= 0 or time.monotonic() >= self.deadline


def read_new(session: Session, account: Account, cursor: str, budget: Budget, now: datetime) -> Page:
    """One page of mail newer than the cursor, oldest first; at least one batch however small the budget."""
    purse = Purse(budget.requests - 2, time.monotonic() + budget.seconds)
    known = read_cursor(cursor)
    state = select(session, account)
    validity, following = int(state.get(b"UIDVALIDITY", 0)), int(state.get(b"UIDNEXT", 0))
    renewed = known is not None and known.validity != validity
    position = known if known and not renewed else start(session, validity, following, now)
    window = position.uid + WINDOW
    last = window >= following - 1
    uids = search_uids(session, position, 0 if last else window)
    wanted = uids[: max(1, min(budget.items, PAGE))]
    found: list[Parsed] = []
    for batch, parsed in read_batches(session, account, wanted, purse, now):
        found += parsed
        position = position.after(batch)
    finished = not [uid for uid in uids if position.wants(uid)]
    if finished:
        position = position.after([window] if not last else [following - 1] if following else [])
    items = sorted(follow(one.item for one in found if one.item), key=lambda item: item.at or now)
    notices = notices_of(found, account, renewed)
    return Page(tuple(items), position.written(), more=not (finished and last), title=account.address, notices=notices)


def start(session: Session, validity: int, following: int, now: datetime) -> Position:
    """Where a first reading begins: the last 90 days, the last 2,000 mails at most."""
    recent = sorted(int(uid) for uid in session.search(["SINCE", (now - timedelta(days=FIRST_DAYS)).date()]))
    floor = recent[-FIRST_MOST:][0] - 1 if recent else max(0, following - 1)
    return Position(validity, floor, floor)


def search_uids(session: Session, position: Position, window: int) -> list[int]:
    """UIDs wanted up to `window` (0 = to the end), ascending. `n:*` also names the last mail when n is beyond it."""
    low = max(position.floor, position.uid - OVERLAP) + 1
    found = session.search(["UID", f"{low}:{window or '*'}"])
    return sorted(uid for uid in map(int, found) if uid >= low and position.wants(uid))


def read_batches(
    session: Session, account: Account, uids: Sequence[int], purse: Purse, now: datetime
) -> Iterator[tuple[list[int], list[Parsed]]]:
    """(UIDs done, what they hold), until the purse is empty. A mail deleted meanwhile is done, and holds nothing."""
    if not uids:
        return
    told = session.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
    purse.requests -= 1
    for batch in batches(uids, {uid: int(one.get(b"RFC822.SIZE", 0)) for uid, one in told.items()}):
        whole = int(told.get(batch[0], {}).get(b"RFC822.SIZE", 0)) <= WHOLE
        parts = ["BODY.PEEK[]"] if whole else [f"BODY.PEEK[]<0.{HEAD}>", "BODYSTRUCTURE"]
        got = session.fetch(batch, parts)
        purse.requests -= 1
        yield batch, [parsed_mail(got[uid], told[uid], account, now) for uid in batch if uid in got and uid in told]
        if purse.empty():
            return


def batches(uids: Sequence[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """Small mails together up to 1 MB; each large one alone."""
    batch: list[int] = []
    weight = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if batch and (size > WHOLE or weight + size > BATCH):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += size
        if size > WHOLE:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def parsed_mail(got: dict[bytes, Any], told: dict[bytes, Any], account: Account, now: datetime) -> Parsed:
    """A mail read; where its own date cannot be believed, the server's date of arrival."""
    raw = next((value for key, value in got.items() if key.startswith(b"BODY[]")), b"") or b""
    parsed = parse_mail(raw, own=account.address, now=now)
    item = parsed.item
    if item is None:
        return parsed
    if b"BODYSTRUCTURE" in got:
        listed = attachments(got[b"BODYSTRUCTURE"])
        item = replace(item, extra={**item.extra, "attachments": listed, "cut_at": HEAD})
    arrived = told.get(b"INTERNALDATE")
    if item.at is None and isinstance(arrived, datetime):
        item = replace(item, at=arrived.astimezone(UTC))
    return replace(parsed, item=item)


def attachments(structure: Any) -> list[dict[str, Any]]:
    """Name, type and size (bytes as transported) of the parts that are not the text, from BODYSTRUCTURE."""
    waiting = [structure]
    found: list[dict[str, Any]] = []
    while waiting and len(found) < 100:
        part = waiting.pop(0)
        if getattr(part, "is_multipart", False):
            waiting = [*part[0], *waiting]
            continue
        kind = f"{as_text(part[0])}/{as_text(part[1])}".lower()
        name = parameter(part[2], "name") or next(
            (parameter(one[1], "filename") for one in part[8:] if is_disposition(one)), ""
        )
        if name or kind not in ("text/plain", "text/html"):
            found.append({"name": name[-200:], "type": kind, "size": part[6] if isinstance(part[6], int) else -1})
    return found


def is_disposition(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and as_text(value[0]).lower() in ("attachment", "inline")


def parameter(pairs: Any, wanted: str) -> str:
    names = pairs if isinstance(pairs, tuple) else ()
    return next((as_text(names[i + 1]) for i in range(0, len(names) - 1, 2) if as_text(names[i]).lower() == wanted), "")


def as_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def notices_of(found: Sequence[Parsed], account: Account, renewed: bool) -> tuple[Message, ...]:
    notices = [bounce_notice(one.bounce) for one in found if one.bounce]
    automatic = sum(one.automatic for one in found)
    if automatic:
        notices.append(Message("Automatic answers left out: %(count)s.", {"count": automatic}))
    if renewed:
        notices.append(
            Message(
                "%(host)s has renumbered its mail: the last 90 days are read again, nothing is doubled.",
                {"host": account.imap.host},
            )
        )
    return tuple(notices)


def bounce_notice(bounce: Bounce) -> Message:
    """`message_id` in the params is that of our mail, for whoever wants to mark it."""
    told = {
        "recipient": bounce.recipient or "?",
        "message_id": bounce.message_id or "?",
        "reason": bounce.reason or "?",
    }
    if bounce.delayed:
        return Message(
            "A mail to %(recipient)s is delayed; its server still tries (%(reason)s). Mail: %(message_id)s.", told
        )
    return Message("A mail to %(recipient)s could not be delivered (%(reason)s). Mail: %(message_id)s.", told)
