"""What the rules of a contest are written from, and an entry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.contests import ContestForm
from parvis.community.models import Contest
from parvis.community.rules.contests import Way
from parvis.web.kinds.asking import Asking, AsksField, as_lines

WAYS = {
    Way.DRAW: _("By lot"),
    Way.VOTE: _("By the members’ votes"),
    Way.JURY: _("By a jury of the organiser"),
}
LONGEST = timedelta(days=366)


class RulesForm(forms.Form):
    organiser = forms.CharField(
        label=_("Organiser"), max_length=300, help_text=_("Name, legal form and address, as the rules must say.")
    )
    prize = forms.CharField(label=_("Prize"), max_length=300, help_text=_("What each winner receives."))
    value = forms.CharField(label=_("Value of the prize"), max_length=60, help_text=_("With its currency: 25 €."))
    winners = forms.IntegerField(label=_("Winners"), min_value=1, max_value=1000, initial=1)
    way = forms.ChoiceField(label=_("How they are found"), choices=[(w.value, name) for w, name in WAYS.items()])
    opens_at = forms.DateTimeField(
        label=_("Opens"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), help_text=_("By the clock of the brand.")
    )  # fmt: skip
    closes_at = forms.DateTimeField(label=_("Closes"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    age_days = forms.IntegerField(
        label=_("Member for at least (days)"), min_value=0, max_value=365, initial=1,
        help_text=_("Keeps accounts made for the occasion, and scripts, away."),
    )  # fmt: skip
    trust = forms.IntegerField(label=_("Trust needed"), min_value=0, max_value=4, initial=0)
    asks = AsksField(_("What to ask when somebody enters, one a line"))
    keep_days = forms.IntegerField(
        label=_("Days after the closing until who took part is forgotten"), min_value=1, max_value=730, initial=90
    )

    def clean(self) -> None:
        told = self.cleaned_data
        opens, closes = told.get("opens_at"), told.get("closes_at")
        if opens and closes and not opens < closes <= opens + LONGEST:
            self.add_error("closes_at", _("It closes after it opens, within a year."))

    def rules(self) -> ContestForm:
        return ContestForm(**self.cleaned_data)


def told_of(what: Contest) -> dict[str, Any]:
    """What the form shows of a contest that is set."""
    told = {name: getattr(what, name) for name in RulesForm.base_fields}
    told["asks"] = as_lines(what.asks)
    for name in ("opens_at", "closes_at"):
        told[name] = f"{timezone.localtime(told[name]):%Y-%m-%dT%H:%M}"
    return told


class EntryForm(Asking):
    agreed = forms.BooleanField(
        label=_("I have read the rules and agree to them."),
        error_messages={"required": _("Read the rules first: they say what happens to your data too.")},
    )
    words = forms.CharField(label=_("Your entry"), max_length=4000, widget=forms.Textarea)

    def __init__(self, what: Contest, sent: QueryDict | None = None) -> None:
        super().__init__(what.asks, sent)
        if what.way == Way.DRAW:
            del self.fields["words"]
