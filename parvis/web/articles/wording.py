"""How the pages of articles say things."""

from __future__ import annotations

from django.utils.translation import gettext as _


def held(why: str) -> str:
    """Why an article could not go out; a word of the team is said as it stands."""
    return {
        "author": _("Its first author is not a member any more: choose another."),
        "closed": _("The space is closed: open it again, or wait."),
    }.get(why, why)
