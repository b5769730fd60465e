"""How trust and badges are called."""

from __future__ import annotations

from django.utils.translation import gettext as _

from parvis.community.rules.badges import Badge
from parvis.community.rules.trust import Need


def trust_name(level: int) -> str:
    names = (_("Newcomer"), _("Member"), _("Regular"), _("Guide"), _("Pillar"))
    return names[min(max(level, 0), len(names) - 1)]


def need_name(need: Need) -> str:
    return {
        Need.DAYS: _("Days on which you came"),
        Need.TOPICS: _("Topics that you read in"),
        Need.WRITTEN: _("Posts that you wrote"),
        Need.HEARD: _("People who answered you"),
        Need.LIKED: _("People who put a reaction at your posts"),
    }[need]


def badge_name(kind: Badge) -> str:
    return {
        Badge.FIRST_POST: _("First word"),
        Badge.WELCOMED: _("Welcomed"),
        Badge.LISTENED_TO: _("Answered by ten people"),
        Badge.ONE_YEAR: _("One year here"),
        Badge.HELPFUL: _("Helpful answer"),
    }[kind]
