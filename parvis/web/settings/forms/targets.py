from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
MOST = 60 * 24 * 60
"""Minutes in sixty days: who waits longer is not waiting any more."""


class TargetForm(forms.Form):
    """Empty value = the default again."""

    network = forms.CharField(required=False, max_length=32)
    value = forms.IntegerField(
        label=_("At most"),
        required=False,
        min_value=1,
        error_messages={"invalid": _("Write a whole number, 1 or more.")},
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))]
    )

    def __init__(self, *args: object, networks: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._networks = networks

    def clean_network(self) -> str:
        network: str = self.cleaned_data["network"]
        if network not in self._networks:
            raise forms.ValidationError(_("This installation does not know that network."))
        return network

    def clean(self) -> dict[str, object]:
        if (minutes := self.minutes()) is not None and minutes > MOST:
            self.add_error("value", _("Sixty days at most."))
        return self.cleaned_data

    def minutes(self) -> int | None:
        value = self.cleaned_data.get("value")
        return None if value is None else value * UNITS[self.cleaned_data.get("unit", "minutes")]


def shown(minutes: int) -> tuple[int, str]:
    """(value, unit) in the largest unit that divides it: 120 → (2, "hours")."""
    for unit in ("days", "hours"):
        if minutes % UNITS[unit] == 0:
            return minutes // UNITS[unit], unit
    return minutes, "minutes"
