"""Parts of pages that many readers share, drawn once: a post, a line of a list, the way through the house.

Each is kept under exactly what it shows, so nothing has to be told when something changes: what changed has another key.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.template import engines
from django.utils import timezone, translation
from jinja2 import Environment
from markupsafe import Markup

from parvis.community.queries.topics import Line, Shown
from parvis.community.rules.access import Access, Room
from parvis.web.forum.ways import Ways

POSTS, LINES, NAVS = 4096, 2048, 512
"""How many a process keeps: a post is some 1.5 kB, its foot 3 kB, a line 1 kB, the way through a house of twenty rooms 6 kB."""


class Hand:
    """Draws the parts of one page, on one day and in one language: both are asked for once, not for each part."""

    def __init__(self) -> None:
        self._today, self._language = timezone.localdate(), translation.get_language() or ""

    def post(self, shown: Shown, ways: Ways, slug: str, topic_id: int) -> Markup:
        """A post as everybody who may read it sees it; what one may do with it stands beside."""
        return _post(shown, ways, slug, topic_id, self._today, self._language)

    def foot(
        self, shown: Shown, ways: Ways, slug: str, topic_id: int, member: int, moderates: bool, answers: bool, marked: bool,
        room: Room | None,
    ) -> Markup:  # fmt: skip
        """What this member may do with a post, the same for all who may as much. `answers`: whether it may answer."""
        mine = shown.member == member
        versions = shown.edited_at is not None and (
            mine or moderates or (room is not None and room.access is Access.PUBLIC and not shown.held)
        )
        return _foot(shown, ways, slug, topic_id, mine, moderates, answers, marked, versions, self._language)

    def composer(self, ways: Ways, label: str, begun: str, about: str) -> Markup:
        """Where one writes. What somebody has begun is theirs alone, and not remembered."""
        draw = _composer.__wrapped__ if begun else _composer
        return draw(ways, label, begun, about, self._language)


@lru_cache(maxsize=POSTS)
def _post(shown: Shown, ways: Ways, slug: str, topic_id: int, _today: date, _language: str) -> Markup:
    """The day and the language are what dates and words are written in: part of the key."""
    return _drawn("forum/post.html", post=shown, ways=ways, slug=slug, topic_id=topic_id)


@lru_cache(maxsize=POSTS)
def _foot(
    shown: Shown, ways: Ways, slug: str, topic_id: int, mine: bool, moderates: bool, answers: bool, marked: bool,
    versions: bool, _language: str,
) -> Markup:  # fmt: skip
    return _drawn(
        "posting/foot.html", post=shown, ways=ways, slug=slug, topic_id=topic_id, mine=mine, moderates=moderates,
        answers=answers, marked=marked, versions=versions,
    )  # fmt: skip


@lru_cache(maxsize=NAVS)
def _composer(ways: Ways, label: str, begun: str, about: str, _language: str) -> Markup:
    module: Any = _engine().get_template("posting/composer.html").module
    return Markup(module.composer(ways, label, begun, about))  # noqa: S704  a template's own output, escaped there


def line(shown: Line, ways: Ways, alone: bool) -> Markup:
    """`alone`: in the list of one space, whose name is not said again."""
    return _line(shown, ways, alone, timezone.localdate(), translation.get_language() or "")


@lru_cache(maxsize=LINES)
def _line(shown: Line, ways: Ways, alone: bool, _today: date, _language: str) -> Markup:
    return _drawn("forum/line.html", line=shown, ways=ways, alone=alone)


def nav(rooms: tuple[Room, ...], readable: frozenset[int], ways: Ways, current: int) -> Markup:
    """The spaces of the house, with where one is: `current`, 0 = everywhere."""
    return _nav(rooms, readable, ways, current, translation.get_language() or "")


@lru_cache(maxsize=NAVS)
def _nav(rooms: tuple[Room, ...], readable: frozenset[int], ways: Ways, current: int, _language: str) -> Markup:
    return _drawn("forum/nav.html", rooms=rooms, readable=readable, ways=ways, current=current)


def _drawn(template: str, **shown: object) -> Markup:
    return Markup(_engine().get_template(template).render(shown))  # noqa: S704  a template's own output, escaped there


def _engine() -> Environment:
    made: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return made
