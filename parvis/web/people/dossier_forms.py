"""What the team writes into a dossier: a note, an act of consent, a promise; and the name that one types to erase."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Seat
from parvis.web.people.words import channels, purposes

LARGEST_TABLE = 100_000_000


class Day(forms.DateInput):
    input_type = "date"


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the team only: what one should know before answering."),
    )


class ConsentForm(forms.Form):
    given = forms.ChoiceField(label=_("What they said"))
    channel = forms.ChoiceField(label=_("How"))
    purpose = forms.ChoiceField(label=_("What for"))
    at = forms.DateField(label=_("On"), required=False, widget=Day(), help_text=_("Empty: today."))
    wording = forms.CharField(
        label=_("Version of the text"), required=False, max_length=120, help_text=_("Which text they agreed to.")
    )
    proof = forms.CharField(
        label=_("Where it can be seen"), required=False, max_length=300, help_text=_("An address, a letter, a form.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "given", [("yes", gettext("They allow it")), ("no", gettext("They no longer allow it"))])
        _choose(self, "channel", channels())
        _choose(self, "purpose", purposes())


class PromiseForm(forms.Form):
    text = forms.CharField(label=_("What was promised"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due = forms.DateField(label=_("By"), required=False, widget=Day())
    owner = forms.ChoiceField(label=_("Who keeps it"), required=False)
    source = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        names = [(key, seat.account.name) for key, seat in self.seats.items()]
        _choose(self, "owner", [("", gettext("Nobody yet")), *names])

    def keeper(self) -> Seat | None:
        return self.seats.get(self.cleaned_data["owner"])


class EraseForm(forms.Form):
    """One types the name: nobody erases somebody by a slip of the hand."""

    name = forms.CharField(
        label=_("Their name"), max_length=200, strip=True, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, awaited: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awaited = awaited

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if " ".join(typed.split()).casefold() != " ".join(self.awaited.split()).casefold():
            raise forms.ValidationError(gettext("This is not the name above. Nothing was erased."))
        return typed


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("File"), error_messages={"empty": _("The file is empty. Export it again and give the new file.")}
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST_TABLE:
            raise forms.ValidationError(gettext("The file is larger than 100 MB: cut it in several."))
        return given


def at_noon(day: Any, now: datetime) -> datetime:
    """A day that somebody gave as a moment of it; never in the future."""
    if day is None:
        return now
    return min(
        now, now.replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0, second=0, microsecond=0)
    )


def end_of_day(day: Any, zone: Any) -> datetime | None:
    """A promise for a day is owed until its last minute, where the brand is."""
    return None if day is None else datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone)


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
