"""What a page tells of itself to search engines and to whoever passes its address on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parvis.community.models import Topic
from parvis.community.queries.happenings import HappeningSide
from parvis.community.queries.kinds import QuestionSide, Side
from parvis.community.queries.topics import Shown
from parvis.community.rules.access import Access, Room
from parvis.web.forum.structured import Where, discussion, event, question, text_of
from parvis.web.forum.ways import Ways

DESCRIBED = 200
"""Characters of the description."""
LAYOUT = 1
"""Grows when pictures of topics are drawn otherwise."""


@dataclass(frozen=True, slots=True)
class Card:
    """`described`: the first words; `data`: JSON-LD for a data block, with nothing in it that could end one."""

    described: str
    data: Markup


def of_topic(
    topic: Topic, room: Room | None, posts: Sequence[Shown], number: int, ways: Ways, origin: str, side: Side | None = None
) -> Card | None:  # fmt: skip
    """For the first page of a topic in a public room; None elsewhere."""
    first = posts[0] if posts else None
    if room is None or room.access is not Access.PUBLIC or number > 1 or first is None or not first.html:
        return None
    at = Where(topic, ways, origin)
    match side:
        case QuestionSide():
            data = question(at, posts, side)
        case HappeningSide(what=what) if what is not None:
            data = event(at, first, what)
        case _:
            data = discussion(at, first, room)
    return Card(_cut(text_of(first.html)), _block({"@context": "https://schema.org", **data}))


def digest_of(title: str, room: str, house: str, posts: int) -> str:
    """Of what the picture of a topic shows: the same, and the address of the picture is the same."""
    return hashlib.blake2b(repr((LAYOUT, title, room, house, posts)).encode(), digest_size=8).hexdigest()


def _cut(text: str) -> str:
    return text if len(text) <= DESCRIBED else text[:DESCRIBED].rsplit(" ", 1)[0] + "…"


def _block(data: object) -> Markup:
    said = json.dumps(data, ensure_ascii=False)
    for sign in "<>&":
        said = said.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(said)  # noqa: S704  no sign of HTML is left in it
