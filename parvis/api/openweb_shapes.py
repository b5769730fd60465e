"""What the API gives and takes about the community and the rest of the web."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, Name, PlaceName


class SiteIn(Schema):
    """`prefix`: how the addresses of its pages begin. `author`: the handle of the member who begins their topics."""

    prefix: PlaceName
    space: Id
    author: Annotated[Name, Field(max_length=41)]


class SiteShape(Schema):
    """`script`: the address to put into its pages."""

    id: int
    prefix: str
    space: int
    author: str
    added_at: datetime
    script: str


class WebMentionShape(Schema):
    """What the page said when it was last looked at. `state`: held (the team decides) | shown | refused."""

    id: int
    source: str
    target: str
    topic: int
    state: str
    name: str
    title: str
    excerpt: str
    asked_at: datetime
    decided_at: datetime | None


class DecisionIn(Schema):
    state: Literal["shown", "refused"]
