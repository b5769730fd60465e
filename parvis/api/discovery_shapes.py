"""What the API gives and takes about explorations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Address, Id, Line, Name, Text
from parvis.listening.discovery.rules import LEAST, MOST


class ExplorationIn(Schema):
    """`theme`: an expression a line, or a query; empty = that of `watch`. `seeds`: addresses. The numbers: its budget."""

    name: Name
    theme: Text = ""
    watch: Id | None = None
    seeds: Annotated[list[Address], Field(max_length=200, default_factory=list)]
    pages: Annotated[int, Field(ge=LEAST.pages, le=MOST.pages)] = 300
    hosts: Annotated[int, Field(ge=LEAST.hosts, le=MOST.hosts)] = 60
    depth: Annotated[int, Field(ge=LEAST.depth, le=MOST.depth)] = 3
    minutes: Annotated[int, Field(ge=LEAST.minutes, le=MOST.minutes)] = 60


class ExplorationShape(Schema):
    """`pages`: asked for in this `round`. `ending`: done, pages, minutes, stopped, or "" while it goes on. `estimate`: minutes that
    a whole round takes at most. `again_at`: when it sets out again by itself, None = never."""

    id: int
    name: str
    theme: str
    seeds: list[str]
    round: int
    pages: int
    most_pages: int
    most_hosts: int
    most_depth: int
    most_minutes: int
    estimate: int
    created_at: datetime
    paused_at: datetime | None
    ended_at: datetime | None
    ending: str
    monthly_since: datetime | None
    again_at: datetime | None


class ExplorationInFull(ExplorationShape):
    """`hosts`: asked in this round; `waiting`: addresses not seen yet."""

    hosts: int
    waiting: int


class CandidateShape(Schema):
    """`score` 0–100, its parts 0–1. `new`: first found in the latest round. `decision`: accepted, refused, later or ""."""

    id: int
    site: str
    title: str
    address: str
    url: str
    network: str
    language: str
    score: float
    relevance: float
    activity: float
    audience: float
    overlap: float
    confidence: str
    reasons: list[str]
    path: list[str]
    community: int
    new: bool
    decision: str
    place: int | None


class SampleShape(Schema):
    """A message on the theme. `at`: "" when it bears no date."""

    title: str
    text: str
    url: str
    at: str


class CandidateInFull(CandidateShape):
    """`cited_by`, `cites`: places, as `site` names them. `reason`: of a refusal."""

    samples: list[SampleShape]
    cited_by: list[str]
    cites: list[str]
    reason: str


class CandidatesPage(Schema):
    items: list[CandidateShape]
    next: str


class CommunityShape(Schema):
    """Places that link to one another: `voices` are those of the highest score."""

    number: int
    size: int
    voices: list[CandidateShape]


class RefusalIn(Schema):
    reason: Line = ""


class VisitShape(Schema):
    """`outcome`: robots, feed, page, list, moved, same, other, forbidden (not asked), busy, failed, refused."""

    at: datetime
    address: str
    status: int
    outcome: str
    size: int
    found: int


class VisitsPage(Schema):
    items: list[VisitShape]
    next: str


Decision = Literal["", "open", "accepted", "refused", "later"]
