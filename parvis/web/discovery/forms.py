"""What a person asks of an exploration: its theme, where it begins, what it may spend."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from parvis.connectors.contract import Rejected
from parvis.flows.seeding import read_seeds
from parvis.listening.discovery.actions.explorations import Plan
from parvis.listening.discovery.rules import LEAST, MOST, Budget, minutes_for
from parvis.listening.discovery.theme import theme_of_lines
from parvis.listening.models import Watch
from parvis.web.ui.wording import say

LONGEST = 20_000
SIZES = {"look": Budget(60, 15, 2, 15), "tour": Budget(300, 60, 3, 60), "far": Budget(1_500, 250, 4, 6 * 60)}
NAMES = {"look": _("A first look"), "tour": _("A good tour"), "far": _("As far as it goes")}
OWN = "own"


def sizes() -> list[tuple[str, str]]:
    """Each with an honest estimate."""
    listed = [(name, f"{NAMES[name]} — {estimate(budget)}") for name, budget in SIZES.items()]
    return [*listed, (OWN, gettext("As written below"))]


def estimate(budget: Budget) -> str:
    minutes = minutes_for(budget)
    pages = ngettext("%(n)s page", "%(n)s pages", budget.pages) % {"n": budget.pages}
    hosts = ngettext("%(n)s site", "%(n)s sites", budget.hosts) % {"n": budget.hosts}
    return gettext("up to %(pages)s on %(hosts)s, about %(minutes)s min") % {
        "pages": pages,
        "hosts": hosts,
        "minutes": minutes,
    }


class ExplorationForm(forms.Form):
    """`theme` or `watch`; `size`: one of SIZES, or the four numbers below it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    theme = forms.CharField(
        label=_("Theme"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("An expression a line, in as many languages as you like; a query does too."),
    )  # fmt: skip
    watch = forms.ChoiceField(label=_("Or the theme of a watch"), required=False)
    seeds = forms.CharField(
        label=_("Where to begin"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        help_text=_("An address a line: a blog, a page of links, a profile. The places that you listen to are asked as well."),
    )  # fmt: skip
    size = forms.ChoiceField(label=_("How far"))
    pages = forms.IntegerField(label=_("Pages at most"), min_value=LEAST.pages, max_value=MOST.pages, required=False)
    hosts = forms.IntegerField(label=_("Sites at most"), min_value=LEAST.hosts, max_value=MOST.hosts, required=False)
    depth = forms.IntegerField(
        label=_("Links away at most"), min_value=LEAST.depth, max_value=MOST.depth, required=False
    )
    minutes = forms.IntegerField(
        label=_("Minutes at most"), min_value=LEAST.minutes, max_value=MOST.minutes, required=False
    )

    def __init__(self, watches: list[Watch], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watches = {str(watch.pk): watch for watch in watches}
        choices = [("", gettext("No watch")), *((key, watch.name) for key, watch in self.watches.items())]
        self.fields["watch"].choices = choices  # type: ignore[attr-defined]
        self.fields["size"].choices = sizes()  # type: ignore[attr-defined]

    def clean_seeds(self) -> list[str]:
        try:
            return read_seeds(self.cleaned_data["seeds"])
        except Rejected as problem:
            raise forms.ValidationError(say(problem.message)) from None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("theme", "").strip() and not told.get("watch"):
            self.add_error("theme", gettext("Say at least a word, or choose a watch."))
        if told.get("size") == OWN:
            for name in ("pages", "hosts", "depth", "minutes"):
                if told.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("Give a number, or choose a size above."))
        return told

    def plan(self) -> Plan:
        told = self.cleaned_data
        watch = self.watches.get(told["watch"])
        theme = theme_of_lines(told["theme"]) if told["theme"].strip() or watch is None else watch.query
        own = told["size"] == OWN
        budget = Budget(told["pages"], told["hosts"], told["depth"], told["minutes"]) if own else SIZES[told["size"]]
        return Plan(told["name"], theme, told["seeds"], budget, watch.pk if watch else None)


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)
