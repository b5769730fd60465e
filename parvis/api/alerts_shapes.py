"""What the API gives and takes about alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, Line, ShortName
from parvis.api.shapes import PostShape

Minute = Annotated[int, Field(ge=0, le=1439)]
"""Of the day, in the brand's time zone."""


class AlertShape(Schema):
    """`more`: posts folded into it since, the last at `last_at`. `digest`: it was told with the others of its day."""

    id: int
    rule: int
    name: str
    kind: str
    watch: int | None
    at: datetime
    said: str
    figures: dict[str, Any]
    more: int
    last_at: datetime
    digest: bool
    seen_at: datetime | None
    closed_at: datetime | None


class WayShape(Schema):
    """`channel`: page, mail, webhook. `state`: waiting, sending, sent, failed, unknown (nobody knows whether it left), left."""

    id: int
    channel: str
    to: str
    state: str
    due_at: datetime | None
    sent_at: datetime | None
    attempts: int
    problem: str


class AlertInFull(AlertShape):
    posts: list[PostShape]
    deliveries: list[WayShape]


class AlertRuleIn(Schema):
    """`kind`: hit (each post), volume (more than `amount` in `hours`), negative (`amount` percent and more of `hours`), reach
    (an author of `amount` followers and more), word (one of `words`), burst, silence. `watch` null = any of the brand.

    `window`: minutes in which one alert takes all in; `a_day`: told at once, the rest by digest; `urgent`: no quiet hours.
    """

    name: ShortName
    watch: Id | None = None
    kind: Literal["hit", "volume", "negative", "reach", "word", "burst", "silence"]
    amount: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    hours: Annotated[int, Field(ge=1, le=168)] = 1
    words: Line = ""
    seats: list[Id] = Field(default_factory=list, max_length=200)
    addresses: list[Line] = Field(default_factory=list, max_length=20)
    page: bool = True
    mail: bool = False
    webhook: Id | None = None
    digest: bool = False
    urgent: bool = False
    window: Annotated[int, Field(ge=5, le=10_080)] = 60
    a_day: Annotated[int, Field(ge=1, le=100)] = 5


class AlertRuleShape(Schema):
    id: int
    name: str
    watch: int | None
    kind: str
    amount: int
    hours: int
    words: str
    seats: list[int]
    addresses: list[str]
    page: bool
    mail: bool
    webhook: int | None
    digest: bool
    urgent: bool
    window: int
    a_day: int
    paused_at: datetime | None


class MomentShape(Schema):
    at: datetime
    posts: int


class ReplayShape(Schema):
    """`folded`: times something was folded into an alert instead of raising another."""

    at_once: int
    digest: int
    folded: int
    alerts: list[MomentShape]


class WishIn(Schema):
    """`quiet`: "" never, "hours" from `quiet_from` to `quiet_to`, "closed" outside the opening hours of the brand."""

    mail: bool = True
    quiet: Literal["", "hours", "closed"] = ""
    quiet_from: Minute = 1200
    quiet_to: Minute = 480
    digest_only: bool = False
    digest_at: Minute = 540


class WishShape(Schema):
    """`silenced`: rules whose mail the caller does not want."""

    mail: bool
    quiet: str
    quiet_from: int
    quiet_to: int
    digest_only: bool
    digest_at: int
    silenced: list[int]
