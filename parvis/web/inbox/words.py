"""What the trade's words are called on this screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Brand, Seat
from parvis.engagement.models import CaseEvent
from parvis.engagement.queries.presence import Here
from parvis.engagement.rules.macros import Acts
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

PRIORITIES: dict[int, str | Promise] = {2: _("Urgent"), 1: _("High"), 0: _("Normal"), -1: _("Low")}


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
        "prioritised": gettext("%(who)s set the priority: %(priority)s"),
        "undone": gettext("%(who)s undid what was done to many cases at once"),
        "closed": gettext("%(who)s closed the case: %(outcome)s"),
        "replied": gettext("%(who)s answered"),
        "came_back": gettext("The case opened again: they wrote"),
    }.get(event.kind, "%(who)s · " + event.kind)
    if event.kind == "assigned" and data.get("name") == who:
        said = gettext("%(who)s took the case")
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
        "priority": PRIORITIES.get(data.get("priority", 0), ""),
        "until": _full(data.get("until")),
        "outcome": OUTCOMES.get(str(data.get("outcome")), data.get("outcome")),
    }


def _full(iso: object) -> str:
    moment: datetime | None = parse_datetime(str(iso)) if iso else None
    return when(moment) if moment else ""


def here_line(those: Sequence[Here]) -> str:
    """Who else is there, in one sentence; "" = nobody."""
    typing = [one.name for one in those if one.typing]
    looking = [one.name for one in those if not one.typing]
    said = []
    if typing:
        said.append(
            ngettext("%(names)s is writing an answer", "%(names)s are writing an answer", len(typing))
            % {"names": _few(typing)}
        )
    if looking:
        said.append(ngettext("%(names)s is here", "%(names)s are here", len(looking)) % {"names": _few(looking)})
    return " · ".join(said)


def _few(names: Sequence[str]) -> str:
    """Two names, and how many more."""
    if len(names) > 2:
        return gettext("%(names)s and %(n)s more") % {"names": ", ".join(names[:2]), "n": len(names) - 2}
    return gettext("%(first)s and %(last)s") % {"first": names[0], "last": names[1]} if len(names) == 2 else names[0]


class Names:
    """Names of the seats of a brand, read when the first is asked for."""

    def __init__(self, brand: Brand) -> None:
        self._brand = brand

    @cached_property
    def of_seats(self) -> dict[str, str]:
        rows = Seat.objects.filter(brand=self._brand).values_list("pk", "account__name")
        return {str(pk): name for pk, name in rows}


def acts_line(acts: Acts, names: Names) -> str:
    """What a macro does with the case: “given to me · closed: Resolved”; "" = nothing."""
    said = []
    if acts.assign == "me":
        said.append(gettext("given to me"))
    elif acts.assign:
        said.append(gettext("given to %(name)s") % {"name": names.of_seats.get(acts.assign, "—")})
    if acts.type:
        said.append(gettext("sorted as: %(type)s") % {"type": TYPES.get(acts.type, acts.type)})
    if acts.aside:
        said.append(
            {"tomorrow": gettext("aside until tomorrow"), "week": gettext("aside until next Monday")}[acts.aside]
        )
    if acts.close:
        said.append(gettext("closed: %(outcome)s") % {"outcome": OUTCOMES.get(acts.close, acts.close)})
    return " · ".join(said)
