"""Sentences for people, in both languages, from the catalogues as they are in the sources (compiled or not)."""

from __future__ import annotations

import functools

from parvis.core.messages import Message
from tools.messages import homes, load, po


@functools.cache
def catalogue() -> dict[str, str]:
    return {
        str(entry.id): str(entry.string) for home in homes() for entry in load(po(home)) if entry.id and entry.string
    }


def assert_said_in_both_languages(message: Message | None) -> None:
    """Not empty, whole in each, and really translated."""
    assert message is not None, "nobody says what to do"
    english, french = message.render(), message.render(lambda text: catalogue().get(text, ""))
    assert english
    assert french, f"no French for: {message.text}"
    assert french != english
    assert "%(" not in english + french
