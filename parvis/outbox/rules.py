"""How a message may leave, as pure functions: the states, their only passages, and what an error decides.

Sending is at most once. The key is stored before the first call; the passage to `sending` is committed before the call;
after a call of which nobody knows the outcome, the message is `unconfirmed`, and only a person sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.core.messages import Message


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    BY_HAND = "by_hand"
    """The network takes no answer from a program: a person copies it there, then marks it as answered."""


S = State
PASSAGES: dict[State, frozenset[State]] = {
    S.DRAFT: frozenset({S.REVIEW, S.QUEUED, S.BY_HAND}),
    S.REVIEW: frozenset({S.APPROVED, S.DRAFT}),
    S.APPROVED: frozenset({S.QUEUED, S.BY_HAND, S.DRAFT}),
    # queued → sent: a call taken for dead answers after a person had it sent again; its news prevents the second call.
    S.QUEUED: frozenset({S.SENDING, S.DRAFT, S.SENT}),
    S.SENDING: frozenset({S.SENT, S.UNCONFIRMED, S.FAILED, S.QUEUED}),
    S.UNCONFIRMED: frozenset({S.SENT, S.QUEUED}),
    S.FAILED: frozenset({S.QUEUED, S.BY_HAND, S.DRAFT}),
    S.BY_HAND: frozenset({S.SENT, S.DRAFT}),
    S.SENT: frozenset(),
}
"""From each state, the states it may pass to. `failed` means: certainly not published."""

WRITTEN_IN = frozenset({S.DRAFT})
TAKEN_BACK_FROM = frozenset(state for state, to in PASSAGES.items() if S.DRAFT in to)
UNFINISHED = frozenset(State) - {S.SENT}


def sources_of(to: State) -> list[str]:
    """The states from which `to` can be reached, for a conditional UPDATE."""
    return sorted(state.value for state, reached in PASSAGES.items() if to in reached)


LEASE = timedelta(minutes=5)
"""How long a call may last before its process is taken for dead: far longer than any connector's own timeout."""
MOST_TRIES = 8
LOOKED_FOR = timedelta(hours=24)
"""How long an unconfirmed message is looked for before that is left to the person alone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message after a call that did not end well. `again_at`: when to try again (`queued` only).

    `doubtful`: it may be published already; as long as that stands, no later refusal proves that it is not.
    """

    state: State
    problem: dict[str, Any]
    again_at: datetime | None = None
    doubtful: bool = False


def verdict(error: Exception, *, idempotent: bool, doubted: bool, attempts: int, at: datetime) -> Verdict:
    """The one decision after a failed call. `attempts` counts this call; `idempotent`: equal keys make one post.

    Only what certainly was not published goes back to the queue or fails; an unknown exception proves nothing.
    `doubted`: an earlier call may have published it: then a refusal now leaves it unconfirmed, not failed.
    """
    told, failed = problem(error), S.UNCONFIRMED if doubted else S.FAILED
    match error:
        case RateLimited():
            # Not counted against MOST_TRIES: the network says when, and said that it did nothing.
            return Verdict(S.QUEUED, told, max(error.until, at + timedelta(seconds=1)), doubted)
        case Transient(reached=False):
            return _once_more(told, attempts, at, exhausted=failed, doubtful=doubted)
        case AuthExpired() | Forbidden() | Rejected() | Gone():
            return Verdict(failed, told, doubtful=doubted)
        case _ if idempotent:
            return _once_more(told, attempts, at, exhausted=S.UNCONFIRMED, doubtful=True)
        case _:
            return Verdict(S.UNCONFIRMED, told, doubtful=True)


def _once_more(told: dict[str, Any], attempts: int, at: datetime, *, exhausted: State, doubtful: bool) -> Verdict:
    if attempts >= MOST_TRIES:
        return Verdict(exhausted, told, doubtful=doubtful)
    return Verdict(S.QUEUED, told, at + backoff(attempts), doubtful)


def backoff(attempts: int) -> timedelta:
    """10 s, 20 s, 40 s… at most one hour."""
    return min(timedelta(seconds=10 * 2 ** min(max(attempts - 1, 0), 12)), timedelta(hours=1))


def next_look(since: datetime, at: datetime) -> datetime | None:
    """When to look again for a message that is unconfirmed `since`: at double its age, at first after a minute.

    None once it was looked for during LOOKED_FOR: from then on only a person can tell.
    """
    age = at - since
    return None if age >= LOOKED_FOR else at + max(age, timedelta(minutes=1))


def problem(error: Exception) -> dict[str, Any]:
    """An error as JSON that a page can translate: {"kind", "text", "params", "mend": {"text", "params"} | None}."""
    if isinstance(error, ConnectorError):
        mend = _as_json(error.mend) if error.mend else None
        return {"kind": type(error).__name__, **_as_json(error.message), "mend": mend}
    return {"kind": "Unknown", **_as_json(SURPRISE), "mend": _as_json(LOOK_YOURSELF)}


def interrupted() -> dict[str, Any]:
    """The problem of a message whose sender died in the middle of the call."""
    return {"kind": "Interrupted", **_as_json(INTERRUPTED), "mend": _as_json(LOOK_YOURSELF)}


def _as_json(message: Message) -> dict[str, Any]:
    return {"text": message.text, "params": dict(message.params)}


SURPRISE = Message("Something unexpected happened while the message was being sent.")
INTERRUPTED = Message("Parvis was stopped while the message was being sent: it may or may not have arrived.")
LOOK_YOURSELF = Message("Open the conversation and look: say whether your answer is there, or send it again.")
EMPTY = Message("Write something before you send.")
TOO_LONG = Message("This message has %(length)s characters; %(most)s is the most that can be sent.")
LONGEST = 100_000


def refusal(body: str) -> Message | None:
    """Why a body cannot be sent anywhere; None when it can. What a network refuses beyond that, it says itself."""
    if not body.strip():
        return EMPTY
    if len(body) > LONGEST:
        return Message(TOO_LONG.text, {"length": len(body), "most": LONGEST})
    return None


def signature(name: str, quality: str, brand: str, language: str) -> str:
    """Who speaks, in what quality, for whom: « Inès, community manager de Nocturne ».

    Written in the language of the conversation, not of the reader of the screen: French when `language` begins with
    "fr", English otherwise. A quality that names the brand already is left as it stands.
    """
    quality = quality.strip()
    if not quality:
        return f"{name}, {brand}"
    if brand.casefold() in quality.casefold():
        return f"{name}, {quality}"
    return f"{name}, {quality} {_of(brand) if language.startswith('fr') else 'at ' + brand}"


def _of(brand: str) -> str:
    """« de Nocturne », « d’Orange », « du Monde » is left to whoever writes the quality in full."""
    return f"d’{brand}" if brand[:1].casefold() in "aeiouyàâäéèêëîïôöùûüœæ" else f"de {brand}"


def composed(body: str, signed: str) -> str:
    """The message as the public reads it."""
    return f"{body.strip()}\n\n{signed}" if signed else body.strip()
