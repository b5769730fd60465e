"""Who may say that a question is solved, and vote for its answers. Pure."""

from __future__ import annotations

from parvis.community.rules.access import Who

SOLVED = "solved"
"""The state of a question whose answer was accepted."""
BEST_FROM = 2
"""Votes from which an answer is called the best, where none was accepted."""


def may_accept(who: Who, asker: int) -> bool:
    """The asker, or a moderator. `asker`: the member who began the topic."""
    return who.member is not None and (who.member == asker or who.moderates)
