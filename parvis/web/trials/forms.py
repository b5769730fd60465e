"""What the call of a product test is written from, and what testers fill in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.trials import CallForm
from parvis.community.models import Trial
from parvis.community.rendering import LONGEST
from parvis.community.rules.trials import TOP, Way
from parvis.flows.trials import Found
from parvis.web.kinds.asking import Asking, AsksField, as_lines

WAYS = {
    Way.HAND: _("By hand"),
    Way.LOT: _("By lot"),
    Way.BOTH: _("The first by hand, the rest by lot"),
}
A_YEAR = timedelta(days=366)
HOURS = ("opens_at", "closes_at", "starts_at", "due_at")


class LinesField(forms.CharField):
    """Cleaned: the lines, each once, twenty at most."""

    def __init__(self, label: Any, help_text: Any) -> None:
        super().__init__(
            label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text
        )

    def clean(self, value: Any) -> list[str]:
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if len(lines) > 20:
            raise forms.ValidationError(_("Twenty lines at most."))
        return lines


def _hour(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), help_text=help_text
    )


class SetForm(forms.Form):
    product = forms.CharField(label=_("What is tested"), max_length=300)
    value = forms.CharField(
        label=_("Value of what each tester receives"), max_length=60, help_text=_("With its currency: 25 €.")
    )
    asked = forms.CharField(
        label=_("What is asked of testers"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How to use it, how often, what to look at. Never that the feedback be good."),
    )  # fmt: skip
    places = forms.IntegerField(label=_("Testers wanted"), min_value=1, max_value=1000, initial=10)
    way = forms.ChoiceField(label=_("How testers are chosen"), choices=[(w.value, name) for w, name in WAYS.items()])
    opens_at = _hour(_("Applications open"), _("By the clock of the brand."))
    closes_at = _hour(_("Applications close"))
    starts_at = _hour(_("The test begins"))
    due_at = _hour(_("Feedback is due"))
    ships = forms.BooleanField(
        label=_("A parcel goes to each tester"), required=False, initial=True,
        help_text=_("Those who are chosen, and nobody else, are asked for their postal address."),
    )  # fmt: skip
    age_days = forms.IntegerField(label=_("Member for at least (days)"), min_value=0, max_value=365, initial=1)
    trust = forms.IntegerField(label=_("Trust needed"), min_value=0, max_value=4, initial=0)
    countries = LinesField(_("Countries, one a line"), _("Where testers may live. Empty: anywhere."))
    criteria = LinesField(
        _("Conditions, one a line"), _("Each applicant says yes to all of them: “I am 18 or older”, “I live with a cat”.")
    )  # fmt: skip
    asks = AsksField(_("What to ask those who apply, one a line"))
    keep_days = forms.IntegerField(
        label=_("Days after feedback is due until who applied is forgotten"), min_value=30, max_value=730, initial=90
    )

    def clean(self) -> None:
        told = self.cleaned_data
        if all(told.get(name) for name in HOURS):
            opens, closes, starts, due = (told[name] for name in HOURS)
            if not opens < closes <= opens + A_YEAR:
                self.add_error("closes_at", _("It closes after it opens, within a year."))
            if not closes <= starts < due <= opens + 2 * A_YEAR:
                self.add_error("due_at", _("The test begins once applications are closed, and ends after it begins."))
        for name, lengths in (("countries", 60), ("criteria", 200)):
            if any(len(line) > lengths for line in told.get(name, ())):
                self.add_error(name, _("One of the lines is too long."))

    def call(self) -> CallForm:
        return CallForm(**self.cleaned_data)


def told_of(what: Trial) -> dict[str, Any]:
    """What the form shows of a call that is written."""
    told = {name: getattr(what, name) for name in SetForm.base_fields}
    told |= {name: f"{timezone.localtime(told[name]):%Y-%m-%dT%H:%M}" for name in HOURS}
    return told | {
        "asks": as_lines(what.asks), "countries": "\n".join(what.countries), "criteria": "\n".join(what.criteria)
    }  # fmt: skip


class ApplyForm(Asking):
    """Its conditions, what it asks, and whether one agrees to say what one thinks."""

    country = forms.ChoiceField(label=_("Country where you live"))
    agreed = forms.BooleanField(
        label=_("If I am chosen I say here what I think of it, good or bad, before the day it is due."),
        error_messages={"required": _("Testers are chosen for what they will say.")},
    )  # fmt: skip

    def __init__(self, what: Trial, sent: QueryDict | None = None) -> None:
        super().__init__(what.asks, sent)
        if what.countries:
            country = self.fields["country"]
            assert isinstance(country, forms.ChoiceField)
            country.choices = [("", _("Choose")), *((name, name) for name in what.countries)]
        else:
            del self.fields["country"]
        self.criteria = [f"c{n}" for n in range(len(what.criteria))]
        for name, words in zip(self.criteria, what.criteria, strict=True):
            self.fields[name] = forms.BooleanField(
                label=words, error_messages={"required": _("This test asks for it.")}
            )


class AddressForm(forms.Form):
    """Where the parcel goes."""

    name = forms.CharField(label=_("First and last name"), max_length=80)
    street = forms.CharField(label=_("Number and street"), max_length=120)
    more = forms.CharField(label=_("Building, floor, relay point"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=16)
    town = forms.CharField(label=_("Town"), max_length=80)
    country = forms.CharField(label=_("Country"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("Only if the carrier needs it.")
    )


class SendForm(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=60, required=False)
    tracking = forms.CharField(label=_("Tracking number"), max_length=80, required=False)


class ProblemForm(forms.Form):
    problem = forms.CharField(label=_("What is wrong?"), max_length=300)


class FeedbackForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Your rating"), coerce=int, choices=[(n, str(n)) for n in range(TOP, 0, -1)],
        error_messages={"required": _("Give a rating from 1 to 5.")},
    )  # fmt: skip
    pros = forms.CharField(label=_("What you liked"), max_length=1000, required=False)
    cons = forms.CharField(label=_("What you liked less"), max_length=1000, required=False)
    body = forms.CharField(
        label=_("Your feedback"), max_length=LONGEST - 3000, error_messages={"required": _("Write something first.")}
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$")

    def found(self) -> Found:
        told = self.cleaned_data
        return Found(told["rating"], one_line(told["pros"]), one_line(told["cons"]), told["body"])


def one_line(words: str) -> str:
    return " ".join(words.split())
