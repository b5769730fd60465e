"""What the team says of a forum that it brings in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.bringing import Choice
from parvis.web.bringing.words import KINDS, OPENING, PRIVATE

LARGEST = 2_000_000_000


class ForumForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=list(KINDS.items()))
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose the file to bring in."),
            "empty": _("The file is empty. Export it again and give the new file."),
        },
    )
    origin = forms.CharField(
        label=_("Name of the old forum"), max_length=120, required=False,
        help_text=_("The same name next time: only what is new comes in."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(
                gettext("The file is larger than 2 GB: bring it in with the command parvis import-community.")
            )
        return given


class SiteForm(forms.Form):
    address = forms.CharField(
        label=_("Address of the forum"),
        max_length=300,
        error_messages={"required": _("Give the address of the forum.")},
    )


class ChoiceForm(forms.Form):
    private = forms.ChoiceField(label=_("Rooms that not everybody could read"), choices=list(PRIVATE.items()))
    opening = forms.ChoiceField(label=_("Rooms that everybody could read"), choices=list(OPENING.items()))

    def said(self) -> Choice:
        return Choice(**self.cleaned_data)


class AddressesForm(forms.Form):
    table = forms.CharField(
        label=_("Old address, new address"), widget=forms.Textarea, max_length=500_000,
        error_messages={"required": _("Give one pair of addresses a line.")},
    )  # fmt: skip

    def pairs(self) -> list[tuple[str, str]]:
        lines = [line.replace("\t", ";").replace(",", ";") for line in self.cleaned_data["table"].splitlines()]
        split = [line.partition(";") for line in lines if line.strip()]
        return [(old.strip(), new.strip()) for old, _sign, new in split]
