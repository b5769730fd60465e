"""The sub-pages of alerts and crises, those that this seat may open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core.roles import Permission
from parvis.web.ui.door import Desk


def tabs_of(desk: Desk, current: str) -> list[tuple[str, str, bool, None]]:
    """As `ui.tabs` takes them."""
    told = (
        ("alerts", _("Alerts"), Permission.POSTS_SEE),
        ("alert_rules", _("What raises them"), Permission.POSTS_SEE),
        ("alerts_mine", _("How I am told"), Permission.INBOX_SEE),
        ("crises", _("Crises"), Permission.CRISIS_SEE),
    )
    return [
        (label, reverse(name, kwargs={"brand": desk.brand.slug}), name == current, None)
        for name, label, permission in told
        if desk.may(permission)
    ]
