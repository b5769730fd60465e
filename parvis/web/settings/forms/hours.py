"""A week of opening hours: three slots a day, and whose holidays close the brand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.engagement.actions.hours import Opening
from parvis.engagement.models import OpeningHours
from parvis.engagement.rules.calendar import Closing, countries, regions
from parvis.engagement.rules.hours import DAY, Slot
from parvis.web.ui.wording import day_names

SLOTS = 3
USUAL: list[list[Slot]] = [[(9 * 60, 12 * 60), (14 * 60, 18 * 60)]] * 5 + [[], []]
"""What stands in the week of a brand that begins to have one."""


def _time(label: object) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(
        label=label,  # type: ignore[arg-type]  # a lazy sentence
        required=False,
        widget=widget,
        error_messages={"invalid": _("Write the time as 09:30.")},
    )


class HoursForm(forms.Form):
    always = forms.ChoiceField(
        label=_("When your team answers"),
        choices=[("yes", _("At every hour of every day")), ("no", _("In the week below"))],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    region = forms.ChoiceField(label=_("Part of the country"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: object, country: str, **kwargs: object) -> None:
        """`country`: whose parts can be chosen; "" = none."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for day in range(7):
            for slot in range(SLOTS):
                self.fields[f"from_{day}_{slot}"] = _time(_("opens"))
                self.fields[f"to_{day}_{slot}"] = _time(_("closes"))
        self._choose("country", [("", _("No country: holidays are worked")), *country_names()])
        self._choose("region", [("", _("No part: the holidays of the whole country")), *region_names(country)])

    def _choose(self, name: str, choices: object) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices  # type: ignore[assignment]

    def clean(self) -> dict[str, object]:
        for day in range(7):
            for slot in range(SLOTS):
                opens, closes = self._edges(day, slot)
                if (opens is None) != (closes is None):
                    self._fault(day, slot, str(_("Write both: when it opens and when it closes.")))
                elif opens is not None and closes is not None and closes <= opens:
                    self._fault(
                        day,
                        slot,
                        str(_("It closes before it opens. Write a night as two: until 00:00, then from 00:00.")),
                    )
        return self.cleaned_data

    def _fault(self, day: int, slot: int, why: str) -> None:
        if f"to_{day}_{slot}" not in self.errors:
            self.add_error(f"to_{day}_{slot}", why)

    def _edges(self, day: int, slot: int) -> tuple[int | None, int | None]:
        opens, closes = (self.cleaned_data.get(f"{edge}_{day}_{slot}") for edge in ("from", "to"))
        # Midnight closes the day that it ends.
        return _minutes(opens), (_minutes(closes) or DAY) if closes is not None else None

    def opening(self) -> Opening:
        said = self.cleaned_data
        week = [] if said["always"] == "yes" else [list(self._slots(day)) for day in range(7)]
        return Opening(week, said["country"], said["region"])

    def _slots(self, day: int) -> Iterator[Slot]:
        for slot in range(SLOTS):
            opens, closes = self._edges(day, slot)
            if opens is not None and closes is not None:
                yield opens, closes

    def days(self) -> Iterator[tuple[object, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """(name, three pairs of fields) for each day."""
        for day, name in enumerate(day_names()):
            yield name, [(self[f"from_{day}_{slot}"], self[f"to_{day}_{slot}"]) for slot in range(SLOTS)]


def shown(opening: OpeningHours) -> dict[str, object]:
    """A stored week as the form begins with it."""
    initial: dict[str, object] = {
        "always": "no" if opening.week else "yes",
        "country": opening.country,
        "region": opening.region,
        "version": opening.version,
    }
    for day, slots in enumerate(opening.week or USUAL):
        for slot, (opens, closes) in enumerate(slots[:SLOTS]):
            initial[f"from_{day}_{slot}"], initial[f"to_{day}_{slot}"] = _clock(opens), _clock(closes)
    return initial


class ClosingForm(forms.Form):
    first = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Say which day."), "invalid": _("Write the day as 2026-12-24.")},
    )
    last = forms.DateField(
        label=_("To, included"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as 2026-12-24.")},
    )
    name = forms.CharField(label=_("Why"), required=False, max_length=80)

    def closing(self) -> Closing:
        said = self.cleaned_data
        first: date = said["first"]
        return Closing(first, said["last"] or first, said["name"])


def country_names() -> list[tuple[str, str]]:
    """In the reader's language, France and its neighbours first."""
    spoken = Locale.parse((get_language() or "en").replace("-", "_")).territories
    near = ["FR", "BE", "CH", "LU", "MC", "CA", "GB"]
    rest = sorted((str(spoken.get(code, code)), code) for code in countries() - set(near))
    return [(code, str(spoken.get(code, code))) for code in near] + [(code, name) for name, code in rest]


def region_names(country: str) -> list[tuple[str, str]]:
    return sorted(regions(country).items(), key=lambda region: region[1])


def _minutes(value: time | None) -> int | None:
    return None if value is None else value.hour * 60 + value.minute


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
