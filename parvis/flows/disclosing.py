"""What a tester says of a product that it was given says so, wherever its words are read."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.queries.trials import says_feedback
from parvis.conversations.models import Post


def disclosure(language: str) -> str:
    with override(language):
        return _("Tested product received free of charge from the brand.")


def disclosed(body: str, language: str) -> str:
    """The words, with what they must say first. Said once, however often they are reworded."""
    line = f"*{disclosure(language)}*"
    return body if line in body else f"{line}\n\n{body}"


def still_disclosed(post: Post, body: str, language: str) -> str:
    """New words for a post: feedback goes on saying where the product came from."""
    return disclosed(body, language) if says_feedback(post) else body
