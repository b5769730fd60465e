"""What a key may do and what a webhook hears, in the words of the screens."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.roles import Permission

PERMISSIONS: dict[Permission, str | Promise] = {
    Permission.INBOX_SEE: _("See cases"),
    Permission.CASE_WORK: _("Work on cases"),
    Permission.REPLY_SEND: _("Send answers"),
    Permission.POSTS_SEE: _("Read posts and watches"),
    Permission.WATCHES_EDIT: _("Change watches"),
    Permission.PLACES_SEE: _("See places"),
    Permission.PLACES_EDIT: _("Add and change places"),
    Permission.PEOPLE_SEE: _("See people"),
    Permission.PEOPLE_EDIT: _("Change people"),
    Permission.SETTINGS_SEE: _("See the settings"),
    Permission.TEAM_EDIT: _("Change the team, keys and webhooks"),
    Permission.RULES_EDIT: _("Change rules and personas"),
    Permission.JOURNAL_SEE: _("Read the journal"),
    Permission.EXPORT: _("Export"),
    Permission.CRISIS_SEE: _("See crisis rooms"),
    Permission.CRISIS_RUN: _("Run a crisis room"),
}
TOPICS: dict[str, str | Promise] = {
    "mention": _("Posts that a watch hears"),
    "case": _("Cases: opened, assigned, answered, closed…"),
    "reply": _("Answers: queued, confirmed, discarded…"),
    "watch": _("Watches changed"),
    "place": _("Places added, paused, removed"),
    "person": _("People merged, described"),
    "alert": _("Alerts raised and closed"),
    "crisis": _("Crises proposed, opened, closed"),
}
LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("One year")), ("", _("Until it is ended"))]
