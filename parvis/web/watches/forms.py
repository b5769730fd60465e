"""What a person says of a watch. The query itself is judged by its language, not here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000
ROLES = [
    ("brand", _("Our brand")),
    ("rival", _("A rival")),
    ("topic", _("A topic")),
    ("crisis", _("A danger")),
]


class WatchForm(forms.Form):
    """`query` is kept as typed; whether it can be read is said beside it by the preview."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("What it listens for"), choices=ROLES)
    query = forms.CharField(
        label=_("Query"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": _("Write at least one word to look for.")},
    )


def name_taken() -> str:
    return gettext("Another watch has this name: choose one that tells them apart.")
