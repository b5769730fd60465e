"""What people fill in beside a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.engagement.rules import CaseType, Outcome
from parvis.engagement.rules.aside import in_the_morning, moments
from parvis.web.inbox import words


class Note(forms.Form):
    text = forms.CharField(
        label=_("Note for the team"),
        max_length=20_000,
        widget=forms.Textarea,
        error_messages={"required": _("Write the note first.")},
    )


class Close(forms.Form):
    outcome = forms.ChoiceField(
        choices=list(words.OUTCOMES.items()), error_messages={"required": _("Say how the case ends.")}
    )

    def chosen(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class Classify(forms.Form):
    type = forms.ChoiceField(choices=list(words.TYPES.items()))

    def chosen(self) -> CaseType:
        return CaseType(self.cleaned_data["type"])


class Snooze(forms.Form):
    """Until when: one of three, or a day. Times are the brand's."""

    until = forms.ChoiceField(
        required=False, choices=[("later", _("Later today")), ("tomorrow", _("Tomorrow")), ("week", _("Next Monday"))]
    )
    day = forms.DateField(
        required=False,
        label=_("Another day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as 2026-03-31.")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("until") and not given.get("day") and not self.errors:
            raise forms.ValidationError(_("Say until when."))
        return given

    def chosen(self) -> datetime:
        day = self.cleaned_data.get("day")
        return (
            in_the_morning(day, timezone.get_current_timezone())
            if day
            else snooze_times(self.at)[self.cleaned_data["until"]]
        )


def snooze_times(at: datetime) -> dict[str, datetime]:
    """The three ready answers, counted from `at`."""
    return moments(at, timezone.get_current_timezone())


class Answer(forms.Form):
    """The reply box. `version` is that of the draft it started from; `known`: the newest answer of ours that its writer has
    seen; `confirm`: they know that somebody else is writing; `macro`: whose acts follow the sending."""

    body = forms.CharField(required=False, strip=False, max_length=100_000, widget=forms.Textarea)
    persona = forms.IntegerField(required=False)
    version = forms.IntegerField(required=False, min_value=0)
    confirm = forms.CharField(required=False)
    known = forms.IntegerField(required=False, min_value=0)
    macro = forms.IntegerField(required=False)
