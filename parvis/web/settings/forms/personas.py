from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Account, Brand
from parvis.core.team import team_of
from parvis.outbox.actions.personas import Signing
from parvis.outbox.models import Persona


class PersonaForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("As the public reads it: a first name, or first and last name."),
        error_messages={"required": _("Give the name that signs.")},
    )
    quality = forms.CharField(
        label=_("Quality"),
        max_length=120,
        required=False,
        help_text=_("What they are for the brand: “community manager”, “train manager”…"),
    )
    account = forms.TypedChoiceField(
        label=_("Whose"), required=False, coerce=int, empty_value=None, help_text=_("Only they may sign with it.")
    )
    signature = forms.CharField(
        label=_("Signature written by hand"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Instead of the one made from name and quality; the same in all languages."),
    )

    def __init__(self, *args: object, brand: Brand, persona: Persona | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._accounts: dict[int, Account] = {seat.account_id: seat.account for seat in team_of(brand)}
        if persona is not None and persona.account is not None:
            self._accounts.setdefault(persona.account.pk, persona.account)
        whose = self.fields["account"]
        assert isinstance(whose, forms.ChoiceField)
        whose.choices = [("", _("The whole team")), *((pk, account.name) for pk, account in self._accounts.items())]
        if persona is not None:
            self.initial = {
                "name": persona.name,
                "quality": persona.quality,
                "account": persona.account_id or "",
                "signature": persona.signature,
            }

    def signing(self) -> Signing:
        said = self.cleaned_data
        return Signing(said["name"], said["quality"], self._accounts.get(said["account"]), said["signature"])
