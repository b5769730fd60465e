from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.engagement.rules.targets import LONGEST_MINUTES, Key, Target
from parvis.web.settings.words import codes
from parvis.web.ui.wording import network_name

UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}


class TargetForm(forms.Form):
    """For whom, and how long. Empty value = what is said for others, or the default, again."""

    network = forms.ChoiceField(label=_("Network"), required=False)
    kind = forms.ChoiceField(label=_("Kind of message"), required=False)
    priority = forms.TypedChoiceField(label=_("Priority"), required=False, coerce=int, empty_value=None)
    value = forms.IntegerField(
        label=_("At most"),
        required=False,
        min_value=1,
        error_messages={"invalid": _("Write a whole number, 1 or more.")},
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days of 24 h"))]
    )
    around = forms.BooleanField(label=_("Nights and closed days count too"), required=False)

    def __init__(self, *args: object, networks: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._choose("network", [("", _("Every network")), *((n, network_name(n)) for n in networks)])
        self._choose("kind", [("", _("Every kind")), *codes.KINDS.items()])
        self._choose("priority", [("", _("Every priority")), *codes.PRIORITIES.items()])

    def _choose(self, name: str, choices: object) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices  # type: ignore[assignment]

    def clean(self) -> dict[str, object]:
        if (target := self.target()) is not None and target.minutes > LONGEST_MINUTES:
            self.add_error("value", _("Sixty days at most."))
        return self.cleaned_data

    def key(self) -> Key:
        said = self.cleaned_data
        return Key(said["network"], said["kind"], said["priority"])

    def target(self) -> Target | None:
        said = self.cleaned_data
        value = said.get("value")
        if value is None:
            return None
        return Target(value * UNITS[said.get("unit", "minutes")], bool(said.get("around")))


def shown(minutes: int) -> tuple[int, str]:
    """(value, unit) in the largest unit that divides it: 120 → (2, "hours")."""
    for unit in ("days", "hours"):
        if minutes % UNITS[unit] == 0:
            return minutes // UNITS[unit], unit
    return minutes, "minutes"
