"""What the team may say of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.people.rules import STAGES


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    stage = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args: object, stage_names: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        stage = self.fields["stage"]
        assert isinstance(stage, forms.ChoiceField)
        stage.choices = [("", _("Not said")), *((code, stage_names[code]) for code in STAGES)]
