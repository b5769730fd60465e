"""What the first minutes ask: who you are, what to hear of, where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.brands import Portrait
from parvis.core.models import Brand
from parvis.listening.proposals import Proposal
from parvis.listening.query import QueryError, parse
from parvis.web.ui.wording import say

AT_ONCE = 8
"""Addresses looked at in one go: each takes some seconds."""


class BrandForm(forms.Form):
    brand = forms.CharField(
        label=_("Name of the brand"),
        max_length=120,
        error_messages={"required": _("Give the brand a name: it is what Parvis listens for first.")},
    )
    language = forms.ChoiceField(
        label=_("Its language"),
        choices=[("fr", "Français"), ("en", "English")],
        help_text=_("In which watches and rules are proposed. Posts are read in French and in English."),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("Answers are signed with it: “Camille, on behalf of the brand”. People answer people."),
        error_messages={"required": _("Give your name: answers are signed by a person.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def portrait(self, brand: Brand) -> Portrait:
        said = self.cleaned_data
        languages = brand.languages or ["fr", "en"]
        return Portrait(said["brand"], said["language"], languages, brand.timezone)


class AboutForm(forms.Form):
    """What proposals are made from, beside the name."""

    site = forms.CharField(label=_("Your site"), required=False, max_length=300, help_text="www.nocturne.example")
    rivals = forms.CharField(
        label=_("Two or three competitors"), required=False, max_length=500, help_text=_("With commas between.")
    )
    words = forms.CharField(
        label=_("Words of your trade"), required=False, max_length=500, help_text=_("“night train, sleeper, railway”")
    )

    def listed(self, field: str) -> list[str]:
        return [part.strip() for part in re.split(r"[,;\n]", self.cleaned_data.get(field, "")) if part.strip()]


class WatchesForm(forms.Form):
    """One line for each proposal: whether, its name, its query. Fields `use_KEY`, `name_KEY`, `query_KEY`."""

    def __init__(self, data: Mapping[str, Any] | None, proposed: Iterable[Proposal], taken: Iterable[str]) -> None:
        super().__init__(data)
        self.proposed, self.taken = list(proposed), {name.casefold() for name in taken}
        for one in self.proposed:
            self.fields[f"use_{one.key}"] = forms.BooleanField(required=False, initial=True)
            self.fields[f"name_{one.key}"] = forms.CharField(
                label=_("Name"), required=False, max_length=120, initial=say(one.name)
            )
            self.fields[f"query_{one.key}"] = forms.CharField(
                label=_("What to hear"), required=False, max_length=2000, initial=one.query,
                widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
            )  # fmt: skip

    def lines(self) -> list[tuple[Proposal, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (one, self[f"use_{one.key}"], self[f"name_{one.key}"], self[f"query_{one.key}"]) for one in self.proposed
        ]

    def clean(self) -> dict[str, Any]:
        said, names = self.cleaned_data, set(self.taken)
        for one in self.proposed:
            if not said.get(f"use_{one.key}"):
                continue
            name = said.get(f"name_{one.key}", "").strip()
            if not name:
                self.add_error(f"name_{one.key}", gettext("Give this watch a name."))
            elif name.casefold() in names:
                self.add_error(f"name_{one.key}", gettext("Another watch has this name."))
            names.add(name.casefold())
            try:
                parse(said.get(f"query_{one.key}", ""))
            except QueryError as error:
                self.add_error(f"query_{one.key}", " ".join(say(problem.message) for problem in error.problems))
        return said

    def kept(self) -> list[tuple[Proposal, str, str]]:
        """(proposal, name, query) of those ticked."""
        said = self.cleaned_data
        return [
            (one, said[f"name_{one.key}"].strip(), said[f"query_{one.key}"])
            for one in self.proposed
            if said[f"use_{one.key}"]
        ]


class AddressesForm(forms.Form):
    addresses = forms.CharField(
        label=_("Addresses, one a line"),
        max_length=4000,
        help_text=_(
            "Your blog, a forum, a profile, the blogs of your trade, your mailbox: paste what your browser shows."
        ),
        error_messages={"required": _("Paste at least one address.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off", "inputmode": "url"}),
    )

    def clean_addresses(self) -> list[str]:
        given = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip())
        )
        if len(given) > AT_ONCE:
            raise forms.ValidationError(gettext("At most %(n)s at a time; the others next.") % {"n": AT_ONCE})
        return given
