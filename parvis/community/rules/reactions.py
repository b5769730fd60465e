"""The signs that members put at posts: few, so that each means something. Pure."""

from __future__ import annotations

from enum import StrEnum


class Reaction(StrEnum):
    """One of each for a member and a post."""

    LIKE = "like"
    THANKS = "thanks"
    SMILE = "smile"
    AGREE = "agree"
    IDEA = "idea"


SIGNS = {Reaction.LIKE: "❤", Reaction.THANKS: "🙏", Reaction.SMILE: "😄", Reaction.AGREE: "👍", Reaction.IDEA: "💡"}
