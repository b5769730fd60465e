"""What the trade's words are called on this screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from parvis.engagement.models import CaseEvent
from parvis.web.ui.wording import when

VIEWS: dict[str, str | Promise] = {
    "mine": later("Mine"),
    "unassigned": later("Unassigned"),
    "late": later("Late"),
    "all": later("All open"),
    "waiting": later("Waiting for them"),
    "snoozed": later("Snoozed"),
    "closed": later("Closed cases"),
}
TYPES: dict[str, str | Promise] = {
    "complaint": later("Complaint"),
    "question": later("Question"),
    "help": later("Call for help"),
    "praise": later("Praise"),
    "suggestion": later("Suggestion"),
    "purchase": later("Purchase"),
    "crisis": later("Crisis"),
    "other": later("Other"),
}
STATES: dict[str, str | Promise] = {
    "open": later("To answer"),
    "waiting": later("Waiting for them"),
    "snoozed": later("Snoozed"),
    "closed": later("Closed case"),
}
OUTCOMES: dict[str, str | Promise] = {
    "answered": later("Answered"),
    "resolved": later("Resolved"),
    "no_answer_needed": later("No answer needed"),
    "duplicate": later("Duplicate"),
    "spam": later("Spam"),
}


def event_line(event: CaseEvent) -> str:
    """One line of a case's history, in the reader's language."""
    data: Mapping[str, Any] = event.data
    who = event.actor.name if event.actor else _("Parvis")
    said = {
        "opened": _("%(who)s opened the case"),
        "assigned": _("%(who)s gave the case to %(name)s"),
        "unassigned": _("%(who)s gave the case back to all"),
        "routed": _("%(who)s asked %(name)s"),
        "classified": _("%(who)s sorted the case as: %(type)s"),
        "snoozed": _("%(who)s put the case aside until %(until)s"),
        "woken": _("The case came back: its time had come"),
        "reopened": _("%(who)s opened the case again"),
        "closed": _("%(who)s closed the case: %(outcome)s"),
        "replied": _("%(who)s answered"),
        "arrived": _("A new word arrived"),
    }.get(event.kind, "%(who)s · " + event.kind)
    return said % {
        "who": who,
        "name": data.get("name") or "—",
        "type": TYPES.get(str(data.get("type")), data.get("type")),
        "until": _full(data.get("until")),
        "outcome": OUTCOMES.get(str(data.get("outcome")), data.get("outcome")),
    }


def _full(iso: object) -> str:
    moment: datetime | None = parse_datetime(str(iso)) if iso else None
    return when(moment) if moment else ""
