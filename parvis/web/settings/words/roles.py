"""What each role may do, in one sentence that is made from its permissions."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.roles import PERMISSIONS, Permission, Role
from parvis.web.settings.words.listing import listed

P = Permission
ACTS: list[tuple[frozenset[Permission], str | Promise]] = [
    (frozenset({P.INBOX_SEE, P.POSTS_SEE, P.PLACES_SEE, P.PEOPLE_SEE}), _("read the inbox, posts, places and people")),
    (frozenset({P.INBOX_SEE}), _("read the inbox")),
    (frozenset({P.POSTS_SEE}), _("read posts and watches")),
    (frozenset({P.PLACES_SEE}), _("see the places")),
    (frozenset({P.PEOPLE_SEE}), _("see people")),
    (frozenset({P.CASE_WORK, P.REPLY_SEND}), _("work on cases and answer in the brand’s name")),
    (frozenset({P.CASE_WORK}), _("work on cases without answering")),
    (frozenset({P.REPLY_SEND}), _("answer in the brand’s name")),
    (frozenset({P.POSTS_MODERATE}), _("moderate the comments of the places that allow it")),
    (frozenset({P.WATCHES_EDIT, P.PLACES_EDIT, P.PEOPLE_EDIT}), _("edit watches, places and people")),
    (frozenset({P.WATCHES_EDIT}), _("edit watches")),
    (frozenset({P.PLACES_EDIT}), _("edit places")),
    (frozenset({P.PEOPLE_EDIT}), _("edit people")),
    (frozenset({P.SETTINGS_SEE, P.RULES_EDIT}), _("set rules, response targets and personas")),
    (frozenset({P.SETTINGS_SEE}), _("see the settings")),
    (frozenset({P.RULES_EDIT}), _("set rules, response targets and personas")),
    (frozenset({P.TEAM_EDIT, P.JOURNAL_SEE}), _("manage the brand and its team, read the journal")),
    (frozenset({P.TEAM_EDIT}), _("manage the brand and its team")),
    (frozenset({P.JOURNAL_SEE}), _("read the journal")),
    (frozenset({P.EXPORT}), _("export")),
    (frozenset({P.CRISIS_SEE, P.CRISIS_RUN}), _("open and run crisis rooms")),
    (frozenset({P.CRISIS_SEE}), _("see crisis rooms")),
    (frozenset({P.COMMUNITY_EDIT}), _("arrange the community")),
    (frozenset({P.COMMUNITY_ARCHIVE}), _("take the whole community away as an archive")),
    (frozenset({P.CRISIS_RUN}), _("open and run crisis rooms")),
]
"""Permissions and their words, the wider group before its parts."""

NOTES: dict[Role, str | Promise] = {
    Role.OWNER: _("Alone gives and takes away the role of owner."),
    Role.AGENCY_GUEST: _("Sees only the places that they were given, and who speaks there."),
    Role.EXPERT: _("Sees only the cases of their department or in their own hands."),
}
"""What follows from other rules: `core.team` (owners) and `engagement.queries.sight_of` (guests, experts)."""


def acts_of(permissions: frozenset[Permission]) -> list[tuple[frozenset[Permission], str | Promise]]:
    """The acts whose permissions are all held, each permission said once."""
    left, said = set(permissions), []
    for wanted, words in ACTS:
        if wanted <= left:
            said.append((wanted, words))
            left -= wanted
    return said


def role_sentence(role: Role) -> str:
    may = _("May %(acts)s.") % {"acts": listed([str(words) for _group, words in acts_of(PERMISSIONS[role])])}
    return f"{may} {NOTES[role]}" if role in NOTES else may
