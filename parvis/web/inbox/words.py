"""What the trade's words are called on this screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.engagement.models import CaseEvent
from parvis.web.ui.wording import when

VIEWS: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "late": _("Late"),
    "all": _("All open"),
    "waiting": _("Waiting for them"),
    "snoozed": _("Snoozed"),
    "closed": _("Closed cases"),
}
TYPES: dict[str, str | Promise] = {
    "complaint": _("Complaint"),
    "question": _("Question"),
    "help": _("Call for help"),
    "praise": _("Praise"),
    "suggestion": _("Suggestion"),
    "purchase": _("Purchase"),
    "crisis": _("Crisis"),
    "other": _("Other"),
}
STATES: dict[str, str | Promise] = {
    "open": _("To answer"),
    "waiting": _("Waiting for them"),
    "snoozed": _("Snoozed"),
    "closed": _("Closed case"),
}
OUTCOMES: dict[str, str | Promise] = {
    "answered": _("Answered"),
    "resolved": _("Resolved"),
    "no_answer_needed": _("No answer needed"),
    "duplicate": _("Duplicate"),
    "spam": _("Spam"),
}


VERBS: dict[str, str | Promise] = {
    "case-assign": _("to give the case to somebody"),
    "case-route": _("to ask those who know"),
    "case-return": _("to give the case back"),
    "case-recall": _("to take the case back"),
    "case-classify": _("to sort the case"),
    "case-note": _("to keep a note"),
    "case-snooze": _("to put the case aside"),
    "case-close": _("to close the case"),
    "case-reopen": _("to open the case again"),
    "case-merge": _("to merge the case with another"),
    "case-split": _("to make a case of its own"),
}
"""What somebody wanted whose save was refused."""
FIELDS: dict[str, str | Promise] = {
    "text": _("Your note"),
    "question": _("Your question"),
    "answer": _("What the team should know"),
}
"""What people type into the forms beside a case: shown to them again when it could not be saved."""
ESCALATED: dict[str, str | Promise] = {
    "tell_assignee": _("No answer yet: %(name)s was told"),
    "tell_lead": _("No answer yet: %(name)s was told"),
    "raise": _("No answer yet: the priority was raised"),
    "send": _("No answer yet: the case was sent to %(name)s"),
}
RETURNED: dict[str, str | Promise] = {
    "answered": _("%(who)s gave the case back with an answer"),
    "needs_more": _("%(who)s gave the case back: more is needed to answer"),
    "not_ours": _("%(who)s gave the case back: not for %(name)s"),
}


def event_line(event: CaseEvent) -> str:
    """One line of a case's history, in the reader's language."""
    data: Mapping[str, Any] = event.data
    who = event.actor.name if event.actor else gettext("Parvis")
    said = {
        "opened": gettext("%(who)s opened the case"),
        "assigned": gettext("%(who)s gave the case to %(name)s"),
        "unassigned": gettext("%(who)s gave the case back to all"),
        "routed": gettext("%(who)s asked %(name)s"),
        "withdrawn": gettext("%(who)s took the case back from %(name)s"),
        "escalated": str(ESCALATED.get(str(data.get("act")), ESCALATED["tell_lead"])),
        "merged": gettext("%(who)s merged in the case no. %(case)s"),
        "merged_away": gettext("%(who)s merged this case into no. %(case)s"),
        "unmerged": gettext("%(who)s undid the merge with no. %(case)s"),
        "split_off": gettext("%(who)s made a case of its own of no. %(case)s"),
        "split": gettext("%(who)s took the conversation out of no. %(from)s"),
        "classified": gettext("%(who)s sorted the case as: %(type)s"),
        "snoozed": gettext("%(who)s put the case aside until %(until)s"),
        "woken": gettext("The case came back: its time had come"),
        "reopened": gettext("%(who)s opened the case again"),
        "closed": gettext("%(who)s closed the case: %(outcome)s"),
        "replied": gettext("%(who)s answered"),
        "came_back": gettext("The case opened again: they wrote"),
    }.get(event.kind, "%(who)s · " + event.kind)
    if event.kind == "returned":
        said = str(RETURNED.get(str(data.get("outcome")), RETURNED["answered"]))
    if event.kind == "opened" and data.get("rule"):
        said = gettext("The case opened by the rule “%(rule)s”")
    return said % {
        "rule": gettext(str(data.get("rule", ""))),
        "who": who,
        "name": data.get("name") or "—",
        "case": data.get("case"),
        "from": data.get("from"),
        "type": TYPES.get(str(data.get("type")), data.get("type")),
        "until": _full(data.get("until")),
        "outcome": OUTCOMES.get(str(data.get("outcome")), data.get("outcome")),
    }


def _full(iso: object) -> str:
    moment: datetime | None = parse_datetime(str(iso)) if iso else None
    return when(moment) if moment else ""
