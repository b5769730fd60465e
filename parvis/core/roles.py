"""Who may do what: roles and the permissions they hold. Pure: the doors of web and api ask `allows`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    COMMUNITY_MANAGER = "community_manager"
    MODERATOR = "moderator"
    EXPERT = "expert"
    AGENCY_GUEST = "agency_guest"
    OBSERVER = "observer"


class Permission(StrEnum):
    """Named after the thing and the verb; a door asks for exactly one."""

    INBOX_SEE = "inbox.see"
    CASE_WORK = "case.work"
    REPLY_SEND = "reply.send"
    POSTS_SEE = "posts.see"
    POSTS_MODERATE = "posts.moderate"
    WATCHES_EDIT = "watches.edit"
    PLACES_SEE = "places.see"
    PLACES_EDIT = "places.edit"
    PEOPLE_SEE = "people.see"
    PEOPLE_EDIT = "people.edit"
    SETTINGS_SEE = "settings.see"
    TEAM_EDIT = "team.edit"
    RULES_EDIT = "rules.edit"
    JOURNAL_SEE = "journal.see"
    EXPORT = "export"
    CRISIS_SEE = "crisis.see"
    CRISIS_RUN = "crisis.run"
    COMMUNITY_EDIT = "community.edit"
    COMMUNITY_ARCHIVE = "community.archive"


P = Permission
_SEE = frozenset({P.INBOX_SEE, P.POSTS_SEE, P.PLACES_SEE, P.PEOPLE_SEE})
_WORK = _SEE | {P.CASE_WORK, P.REPLY_SEND, P.POSTS_MODERATE, P.CRISIS_SEE}
_CARE = _WORK | {
    *(P.WATCHES_EDIT, P.PLACES_EDIT, P.PEOPLE_EDIT, P.RULES_EDIT, P.SETTINGS_SEE, P.EXPORT, P.CRISIS_RUN),
    P.COMMUNITY_EDIT,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.MANAGER: _CARE | {P.TEAM_EDIT, P.JOURNAL_SEE},
    Role.COMMUNITY_MANAGER: _CARE,
    Role.MODERATOR: _SEE | {P.CASE_WORK, P.POSTS_MODERATE},
    Role.EXPERT: frozenset({P.INBOX_SEE, P.CASE_WORK, P.REPLY_SEND}),
    Role.AGENCY_GUEST: _WORK,
    Role.OBSERVER: _SEE,
}


def allows(role: str, permission: Permission) -> bool:
    """False for an unknown role: nobody gets in by a typo."""
    try:
        return permission in PERMISSIONS[Role(role)]
    except ValueError:
        return False
