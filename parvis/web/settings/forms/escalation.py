from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Brand
from parvis.core.team import departments_of, team_of
from parvis.engagement.actions.escalation import StepForm as Draft
from parvis.engagement.rules import CaseType
from parvis.engagement.rules.escalation import Act, Unit
from parvis.web.settings.words import codes
from parvis.web.settings.words.escalation import ACTS


class StepForm(forms.Form):
    amount = forms.IntegerField(
        label=_("After"),
        min_value=1,
        error_messages={"required": _("Say after how much."), "invalid": _("Write a whole number, 1 or more.")},
    )
    unit = forms.ChoiceField(
        label=_("Of what"),
        choices=[
            (Unit.PERCENT.value, _("% of the target (100 = when it is due)")),
            (Unit.MINUTES.value, _("minutes of open time")),
        ],
    )
    type = forms.ChoiceField(label=_("For cases sorted as"), required=False)
    act = forms.ChoiceField(label=_("Then"), choices=[(act.value, words) for act, words in ACTS.items()])
    seat = forms.TypedChoiceField(label=_("Which lead"), required=False, coerce=int, empty_value=None)
    department = forms.TypedChoiceField(label=_("Which department"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, brand: Brand, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._seats = {seat.pk: seat for seat in team_of(brand)}
        self._departments = {department.pk: department for department in departments_of(brand)}
        self._choose("type", [("", _("Every case")), *((t.value, codes.TYPES[t.value]) for t in CaseType)])
        self._choose("seat", [("", _("Owners and managers")), *((pk, s.account.name) for pk, s in self._seats.items())])
        self._choose("department", [("", _("Choose")), *((pk, d.name) for pk, d in self._departments.items())])

    def _choose(self, name: str, choices: object) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices  # type: ignore[assignment]

    def draft(self) -> Draft:
        said = self.cleaned_data
        return Draft(
            Unit(said["unit"]),
            said["amount"],
            Act(said["act"]),
            said["type"],
            self._seats.get(said["seat"]),
            self._departments.get(said["department"]),
        )
