"""What an alert saw, as a sentence. Pure: rendered by whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.core.messages import Message
from parvis.engagement.rules.alerts import Kind

SENTENCES: Mapping[str, Message] = {
    Kind.HIT: Message("New posts: %(posts)s"),
    Kind.VOLUME: Message("%(posts)s posts in %(hours)s h"),
    Kind.NEGATIVE: Message("%(negative)s of %(posts)s posts in %(hours)s h are negative"),
    Kind.REACH: Message("Posts: %(posts)s, by somebody whom %(followers)s people follow"),
    Kind.WORD: Message("Posts with these words: %(posts)s"),
    Kind.BURST: Message("%(posts)s posts, where %(usual)s were to be expected"),
    Kind.SILENCE: Message("Silence, where %(usual)s posts were to be expected"),
}
OTHER = Message("Something was heard")


def figures_said(kind: str, figures: Mapping[str, Any]) -> Message:
    """A figure that an earlier version did not keep gives the plain sentence."""
    sentence = SENTENCES.get(kind, OTHER)
    try:
        sentence.text % figures
    except KeyError:
        return OTHER
    return Message(sentence.text, {name: _plain(value) for name, value in figures.items()})


def _plain(value: Any) -> str | int:
    return round(value) if isinstance(value, float) else value
