"""How a place is doing, in plain words, with what to do about it: a pure function of what its stream remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from parvis.core.expiry import tell_from
from parvis.core.messages import Message

QUIET = timedelta(days=45)
"""Without a new post for so long, a place deserves a look: moved, abandoned, or just calm."""


LATE = timedelta(minutes=5)
"""By how much a stream may be behind before anybody is told."""


class State(StrEnum):
    OK = "ok"
    NEW = "new"
    QUIET = "quiet"
    EXPIRING = "expiring"
    WAITING = "waiting"
    FAILING = "failing"
    ENDED = "ended"
    REMOVED = "removed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a place. `problem`: as kept by `streams.stumble`."""

    fetched_at: datetime | None
    succeeded_at: datetime | None
    last_post_at: datetime | None
    failures: int
    due_at: datetime | None
    problem: Mapping[str, Any] | None
    paused: bool
    ended: bool
    by_hand: bool = False
    since: datetime | None = None
    """When the place was added: one that never had a post is quiet only after a while."""
    access_since: datetime | None = None
    access_ends: datetime | None = None
    """When the network's permission to read was given, and when it ends; None when it names no end."""
    behind: timedelta | None = None
    """Of a stream: how long ago the last that was heard was said."""


@dataclass(frozen=True, slots=True)
class Health:
    state: State
    message: Message
    mend: Message | None = None


def health(signs: Signs, at: datetime) -> Health:
    """The first that holds, from what needs a person most to what needs nobody."""
    if signs.paused and signs.ended:
        return Health(
            State.REMOVED,
            Message("Removed: nothing is read here any more; its posts stay."),
            Message("Resume it when you want to listen again."),
        )
    if signs.paused:
        return Health(
            State.PAUSED, Message("Paused: nothing is read here."), Message("Resume it when you want to listen again.")
        )
    if signs.problem:
        return _troubled(signs)
    if signs.ended:
        return Health(
            State.ENDED,
            Message("This place no longer exists at its address."),
            Message("Give its new address, or remove it."),
        )
    if ending := access_ending(signs.access_since, signs.access_ends, at):
        return ending
    if signs.by_hand:
        return Health(State.OK, Message("Filled by hand: paste an address or a text, or import a file."))
    if signs.succeeded_at is None:
        return Health(State.NEW, Message("First reading under way."))
    if signs.behind is not None:
        return _followed(signs.behind)
    heard = signs.last_post_at or signs.since
    if heard is None or at - heard > QUIET:
        return Health(
            State.QUIET,
            Message("No new post for more than %(days)s days.", {"days": QUIET.days}),
            Message("Open the place: if it moved, give its new address."),
        )
    return Health(State.OK, Message("Listening."))


def _followed(behind: timedelta) -> Health:
    if behind <= LATE:
        return Health(State.OK, Message("Listening, as it is said."))
    return Health(
        State.WAITING,
        Message("Behind by %(minutes)s minutes.", {"minutes": int(behind / timedelta(minutes=1))}),
        Message(
            "It catches up by itself. If it lasts, ask whoever runs Parvis for more processes, a part of the stream each."
        ),
    )


CONNECT_AGAIN = Message("Connect the account again: it takes a minute, and nothing is lost.")


def access_ending(since: datetime | None, ends: datetime | None, at: datetime) -> Health | None:
    """The end of an access, told before it comes; None while it is far."""
    if ends is None or at < tell_from(since or at, ends):
        return None
    hours = int((ends - at) / timedelta(hours=1))
    if ends <= at:
        return Health(State.EXPIRING, Message("The access to this account has ended."), CONNECT_AGAIN)
    if hours < 48:
        return Health(
            State.EXPIRING, Message("The access to this account ends in %(hours)s h.", {"hours": hours}), CONNECT_AGAIN
        )
    return Health(
        State.EXPIRING,
        Message("The access to this account ends in %(days)s days.", {"days": hours // 24}),
        CONNECT_AGAIN,
    )


def _troubled(signs: Signs) -> Health:
    problem = signs.problem or {}
    message = _kept(problem)
    mend = _kept(problem["mend"]) if problem.get("mend") else None
    if signs.ended:
        return Health(State.ENDED, message, mend or Message("Give its new address, or remove it."))
    waits = problem.get("kind") in ("RateLimited", "Transient") and signs.failures < 3
    if waits:
        return Health(State.WAITING, message, mend or Message("Nothing to do: it is tried again by itself."))
    return Health(
        State.FAILING,
        message,
        mend or Message("It is tried again by itself; open the place to see if it still exists."),
    )


def _kept(said: Mapping[str, Any]) -> Message:
    """A sentence as `streams.stumble` stored it."""
    text, params = str(said.get("text", "")), said.get("params") or {}
    return Message(text, params)
