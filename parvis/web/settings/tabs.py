"""The sub-pages of the settings, those that this seat may open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.roles import Permission
from parvis.web.ui.door import Desk

TABS: list[tuple[str, str | Promise, Permission]] = [
    ("settings", _("Brand"), Permission.SETTINGS_SEE),
    ("settings_team", _("Team"), Permission.SETTINGS_SEE),
    ("settings_personas", _("Personas"), Permission.SETTINGS_SEE),
    ("settings_macros", _("Ready answers"), Permission.CASE_WORK),
    ("settings_rules", _("Triage rules"), Permission.SETTINGS_SEE),
    ("settings_hours", _("Opening hours"), Permission.SETTINGS_SEE),
    ("settings_targets", _("Response targets"), Permission.SETTINGS_SEE),
    ("settings_escalation", _("Escalation"), Permission.SETTINGS_SEE),
    ("settings_reading", _("Reading"), Permission.SETTINGS_SEE),
    ("settings_journal", _("Journal"), Permission.JOURNAL_SEE),
    ("settings_programs", _("Programs"), Permission.TEAM_EDIT),
    ("settings_jobs", _("Jobs"), Permission.TEAM_EDIT),
    ("account", _("Your account"), Permission.INBOX_SEE),
    ("security", _("Sign-in and devices"), Permission.INBOX_SEE),
]
"""(route, label, the permission of its door)"""


def tabs_of(desk: Desk, current: str) -> list[tuple[str, str, bool, None]]:
    """As `ui.tabs` takes them."""
    return [
        (str(label), reverse(name, kwargs={"brand": desk.brand.slug}), name == current, None)
        for name, label, permission in TABS
        if desk.may(permission)
    ]
