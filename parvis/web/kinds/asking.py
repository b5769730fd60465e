"""What one is asked when signing up, entering or applying: written a line each by who runs it, answered in a field each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.rules.happenings import MOST_ASKED


class AsksField(forms.CharField):
    """Cleaned: [(label, needed)], each once."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("A star at the end makes it needed: “Allergies”, “First visit? *”."),
        )  # fmt: skip

    def clean(self, value: Any) -> list[tuple[str, bool]]:
        lines = dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip(" *\t"))
        if len(lines) > MOST_ASKED:
            raise forms.ValidationError(_("Ask ten things at most."))
        return [(line.rstrip("* ")[:120], line.endswith("*")) for line in lines]


def as_lines(asks: Iterable[Sequence[Any]]) -> str:
    """As `AsksField` takes them."""
    return "\n".join(f"{label} *" if needed else str(label) for label, needed in asks)


class Asking(forms.Form):
    """A form that asks these things too. `excused`: nothing of it is needed."""

    def __init__(self, asks: Iterable[Sequence[Any]], *args: Any, excused: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = [(str(label), bool(needed)) for label, needed in asks]
        for n, (label, needed) in enumerate(self.asks):
            self.fields[f"a{n}"] = forms.CharField(label=label, max_length=300, required=needed and not excused)

    def asked(self) -> list[forms.BoundField]:
        return [self[f"a{n}"] for n in range(len(self.asks))]

    def told(self) -> list[tuple[str, str]]:
        return [(label, self.cleaned_data[f"a{n}"]) for n, (label, _needed) in enumerate(self.asks)]
