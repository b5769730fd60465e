"""What a space can be: presets of one engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    DISCUSSION = "discussion"
    QUESTIONS = "questions"
    IDEAS = "ideas"
    EVENTS = "events"
    ANNOUNCEMENTS = "announcements"
    CONTESTS = "contests"
    TESTS = "tests"
    ARTICLES = "articles"


class Begins(StrEnum):
    """Who may begin a topic."""

    MEMBERS = "members"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Preset:
    """`icon`: of the interface's set; `begins`: unless the space's policy says otherwise."""

    icon: str
    begins: Begins = Begins.MEMBERS


PRESETS = {
    Kind.DISCUSSION: Preset("posts"),
    Kind.QUESTIONS: Preset("question"),
    Kind.IDEAS: Preset("idea"),
    Kind.EVENTS: Preset("calendar", Begins.TEAM),
    Kind.ANNOUNCEMENTS: Preset("megaphone", Begins.TEAM),
    Kind.CONTESTS: Preset("gift", Begins.TEAM),
    Kind.TESTS: Preset("flask", Begins.TEAM),
    Kind.ARTICLES: Preset("page", Begins.TEAM),
}
MESSAGE = "message"
"""The kind of topics that stand in no space: private messages."""
