"""What members show of theirs, what they collect, and in which words the team presents somebody."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.showcase import WorkForm
from parvis.community.models import Upload
from parvis.community.rules.shelves import Named, named_by


class MakingForm(forms.Form):
    title = forms.CharField(
        label=_("What is it called?"), max_length=120, error_messages={"required": _("Give it a name.")}
    )
    text = forms.CharField(
        label=_("How it came to be"), max_length=1000, required=False, widget=forms.Textarea,
        help_text=_("For whom, with what, how long it took: what others would ask."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where one sees more of it."),
    )
    picture_alt = forms.CharField(label=_("What the picture shows"), max_length=200, required=False)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give a link that begins with https://."))
        return link

    def work(self, picture: Upload | None) -> WorkForm:
        return WorkForm(**self.cleaned_data, picture=picture)


class ShelfForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the collection"), max_length=120, error_messages={"required": _("Give it a name.")}
    )
    about = forms.CharField(
        label=_("What it holds, and for whom"), max_length=500, required=False, widget=forms.Textarea
    )


class AddForm(forms.Form):
    address = forms.CharField(
        label=_("Address"), max_length=2000,
        help_text=_("Of a topic or a post of the community, or of any page of the web."),
        error_messages={"required": _("Copy the address here.")},
    )  # fmt: skip
    title = forms.CharField(label=_("Title, for a page of the web"), max_length=300, required=False)
    note = forms.CharField(label=_("Why it is worth it"), max_length=500, required=False, widget=forms.Textarea)

    def named(self, host: str, base: str) -> Named:
        return named_by(self.cleaned_data["address"], host, base)


class NoteForm(forms.Form):
    note = AddForm.base_fields["note"]


class PresentForm(forms.Form):
    handle = forms.CharField(label=_("Handle of the member"), max_length=41)
    text = forms.CharField(
        label=_("What you would say of them"), max_length=600, widget=forms.Textarea,
        help_text=_("They read it before anybody else does, and say yes or no."),
    )  # fmt: skip


class NamedForm(forms.Form):
    name = forms.CharField(label=_("Name of the category"), max_length=60)
