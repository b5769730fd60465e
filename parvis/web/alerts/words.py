"""Alerts in the words of their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.engagement.models import Alert, AlertDelivery, AlertRule
from parvis.engagement.rules.alert_words import figures_said
from parvis.web.ui.wording import number, say

KINDS: Mapping[str, str | Promise] = {
    "hit": gettext_lazy("At each post"),
    "volume": gettext_lazy("When there are many posts"),
    "negative": gettext_lazy("When the mood turns negative"),
    "reach": gettext_lazy("When somebody widely followed speaks"),
    "word": gettext_lazy("When a word is said"),
    "burst": gettext_lazy("When far more is said than usual"),
    "silence": gettext_lazy("When nothing is said any more"),
}
WHY: Mapping[tuple[str, str], str | Promise] = {
    ("name", "empty"): gettext_lazy("Give it a name."),
    ("name", "many"): gettext_lazy("A hundred rules at most: remove one that nobody reads."),
    ("watch", "gone"): gettext_lazy("This watch is gone: choose another."),
    ("webhook", "gone"): gettext_lazy("This webhook was removed: choose another."),
    ("words", "empty"): gettext_lazy("Write at least one word, with commas between several."),
    ("amount", "percent"): gettext_lazy("A percentage between 1 and 100."),
    ("amount", "number"): gettext_lazy("A whole number, 1 or more."),
    ("hours", "number"): gettext_lazy("Between one hour and a week (168)."),
    ("window", "number"): gettext_lazy("Between 5 minutes and a week (10080)."),
    ("a_day", "number"): gettext_lazy("Between 1 and 100."),
    ("addresses", "many"): gettext_lazy("Twenty addresses at most."),
    ("addresses", "address"): gettext_lazy("One of these is no e-mail address."),
    ("addresses", "no_mail"): gettext_lazy("Tick “by mail”, or take the addresses away."),
    ("seats", "nobody"): gettext_lazy("Nobody would hear of it: choose somebody and a way, or a webhook."),
}
STATES: Mapping[str, str | Promise] = {
    "waiting": gettext_lazy("Will leave"),
    "sending": gettext_lazy("Leaving"),
    "sent": gettext_lazy("Told"),
    "failed": gettext_lazy("Did not leave"),
    "unknown": gettext_lazy("Nobody knows whether it left"),
    "left": gettext_lazy("Not told"),
}
CHANNELS: Mapping[str, str | Promise] = {
    "page": gettext_lazy("In the page"),
    "mail": gettext_lazy("By mail"),
    "webhook": gettext_lazy("By webhook"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One delivery as its page shows it."""

    delivery: AlertDelivery
    channel: str
    to: str
    state: str
    kind: str

    @classmethod
    def of(cls, delivery: AlertDelivery) -> Way:
        state = delivery.state
        to = delivery.seat.account.name if delivery.seat else delivery.to.partition(":")[2]
        if delivery.channel == "webhook" and delivery.handed:
            to, state = delivery.handed.webhook.name, delivery.handed.state
        kind = {"sent": "good", "failed": "bad", "unknown": "warn"}.get(state, "")
        return cls(delivery, str(CHANNELS[delivery.channel]), to, str(STATES[state]), kind)


def alert_said(alert: Alert, *, whole: bool = True) -> str:
    """What it saw. Who sees a part of the posts is told no figure of the whole."""
    if not whole:
        return _("In the places that you see")
    said = say(figures_said(alert.rule.kind, alert.figures))
    if alert.more:
        said += " · " + ngettext("%(n)s more since", "%(n)s more since", alert.more) % {"n": number(alert.more)}
    return said


def rule_said(rule: AlertRule) -> str:
    """What raises it, in one sentence."""
    told = {"n": number(rule.amount), "hours": rule.hours, "words": rule.words}
    match rule.kind:
        case "volume":
            return _("More than %(n)s posts in %(hours)s h") % told
        case "negative":
            return _("%(n)s %% of the posts of %(hours)s h and more are negative") % told
        case "reach":
            return _("Somebody whom %(n)s people and more follow") % told
        case "word":
            return _("One of these words: %(words)s") % told
    return str(KINDS.get(rule.kind, rule.kind))


def limits_said(rule: AlertRule) -> str:
    if rule.digest:
        return _("Once a day, with the others")
    told = {"window": rule.window, "n": rule.a_day}
    return _("One alert in %(window)s min, %(n)s a day, then by digest") % told
