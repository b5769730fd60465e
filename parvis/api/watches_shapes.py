"""What the API gives and takes about watches."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Line, Name, Words
from parvis.api.shapes import PostShape, WatchShape


class WatchIn(Schema):
    """`role`: what it listens for: our brand, a rival, a topic, a danger."""

    name: Name
    query: Words
    role: Literal["brand", "rival", "topic", "crisis"] = "topic"


class WatchInFull(WatchShape):
    """`matched_back_to`: how far into the past; None = not begun."""

    created_at: datetime
    matched_back_to: datetime | None
    version: int


class TryIn(Schema):
    """`exclude`: a word to be left out as well. `shown`: posts given back."""

    query: Words
    exclude: Line = ""
    shown: Annotated[int, Field(ge=0, le=50)] = 6


class ExclusionShape(Schema):
    """A word that could be left out, and in how many of the posts found it stands."""

    term: str
    posts: int


class TrialShape(Schema):
    """`query`: as tried. `per_day`: estimated from the days that the posts looked at span."""

    query: str
    found: int
    looked_at: int
    per_day: float
    posts: list[PostShape]
    exclusions: list[ExclusionShape]


class ProposalShape(Schema):
    name: str
    role: str
    query: str
    why: str
