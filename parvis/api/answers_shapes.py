"""What the API gives and takes about answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from parvis.api.bounds import Address, Id
from parvis.api.cases_shapes import Version
from parvis.api.moments import Moment

Known = Annotated[int, Field(ge=0, le=2**53 - 1)]
Body = Annotated[str, Field(max_length=100_000)]


class AnswerShape(Schema):
    """`state`: draft, queued, sending, sent; unconfirmed (nobody knows whether it arrived), failed (it did not), by_hand (copy
    `words` into the conversation, then confirm). `words`: what the public reads, with the signature; `problem` in English;
    `post`: what it became in its thread; `author`: the account's name."""

    id: int
    thread: int
    reply_to: int
    state: str
    body: str
    words: str
    persona: int | None
    author: str
    version: int
    created_at: datetime
    updated_at: datetime
    send_at: datetime | None
    sent_at: datetime | None
    url: str
    post: int | None
    problem: str


class DraftIn(Schema):
    """`version`: of the draft that it was written from, 0 = there was none; `thread`: which conversation, where cases were
    merged; `persona`: who signs, null = nobody."""

    body: Body
    persona: Id | None = None
    version: Version = 0
    thread: Id | None = None


class AnswerIn(DraftIn):
    """`send_at`: not before, null = now. `known`: the newest answer of ours that its writer has seen, 0 = none, null = not
    asked;
    `sure`: send also while a colleague is writing. `macro`: whose acts follow."""

    send_at: Moment | None = None
    known: Known | None = None
    sure: bool = False
    macro: Id | None = None


class ConfirmIn(Schema):
    """`url`: where it stands; https or http."""

    url: Address | None = None


class SignerShape(Schema):
    """A name under which the caller may answer."""

    id: int
    name: str
    quality: str
