"""Forms of collections and of what is kept in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.boards.actions.collections import CollectionForm
from parvis.boards.models import Collection
from parvis.boards.rules import Visibility, tags_of
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.web.ui.door import Desk

VISIBILITIES = [("team", _("The whole team")), ("private", _("Only me"))]
NEW = "new"


class AboutCollection(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Give the collection a name.")}
    )
    about = forms.CharField(label=_("What it is for"), max_length=500, required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=VISIBILITIES, initial="team")

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not desk.may(Permission.CASE_WORK):
            field = self.fields["visibility"]
            assert isinstance(field, forms.ChoiceField)
            field.choices, field.initial = VISIBILITIES[1:], "private"

    def said(self) -> CollectionForm:
        told = self.cleaned_data
        return CollectionForm(told["name"], told["about"], Visibility(told["visibility"]))


class Why(forms.Form):
    note = forms.CharField(label=_("Why it is worth keeping"), max_length=500, required=False)
    tags = forms.CharField(label=_("Tags"), max_length=200, required=False, help_text=_("With commas between."))

    def why(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"], "tags": tags_of(self.cleaned_data["tags"])}


class KeepForm(Why):
    """`collection`: the id of one, or "new" with a `name`."""

    collection = forms.ChoiceField(label=_("In which collection"))
    name = forms.CharField(label=_("Name of the new one"), max_length=120, required=False)
    field_order = ("collection", "name", "note", "tags")

    def __init__(self, *args: Any, mine: list[Collection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["collection"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((str(one.pk), one.name) for one in mine), (NEW, _("A new one…"))]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("collection") == NEW and not said.get("name", "").strip():
            self.add_error("name", _("Give the collection a name."))
        return said


class LinkForm(Why):
    address = forms.CharField(
        label=_("Address"), max_length=2000, error_messages={"required": _("Give the address of the page.")}
    )
    field_order = ("address", "note", "tags")


class SendForm(forms.Form):
    """`key`: of this page, so that a second press sends nothing more."""

    to = forms.ChoiceField(label=_("To"), error_messages={"required": _("Choose a colleague.")})
    note = forms.CharField(label=_("A word with it"), max_length=500, required=False)
    mail = forms.BooleanField(
        label=_("By mail as well"),
        required=False,
        help_text=_("At the hours that they chose; nothing to who wants no mails."),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(seat.pk), seat.account.name) for seat in seats]
