from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Account, Brand
from parvis.core.team import team_of
from parvis.engagement.actions.macros import MacroDraft
from parvis.engagement.models import Macro
from parvis.engagement.rules.macros import Acts
from parvis.web.inbox.words import OUTCOMES, TYPES


class MacroForm(forms.Form):
    """`shares`: whether this person may give it to the whole team."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("By this name it is found: type / in an answer, then a few letters."),
        error_messages={"required": _("Give it a name.")},
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("{person}, {brand} and {my name} are filled in for each conversation."),
    )
    language = forms.ChoiceField(label=_("For conversations in"), required=False)
    whose = forms.ChoiceField(label=_("For whom"), required=False)
    assign = forms.ChoiceField(label=_("Give the case to"), required=False)
    type = forms.ChoiceField(label=_("Sort it as"), required=False)
    aside = forms.ChoiceField(label=_("Put it aside until"), required=False)
    close = forms.ChoiceField(label=_("Close it as"), required=False)

    def __init__(
        self, *args: object, brand: Brand, account: Account, shares: bool, macro: Macro | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._account, self._shares = account, shares
        nothing = ("", _("Leave as it is"))
        seats = [(str(seat.pk), seat.account.name) for seat in team_of(brand)]
        self._offer("language", [("", _("Every language")), ("fr", _("French")), ("en", _("English"))])
        self._offer("whose", [("", _("For me")), ("team", _("For the whole team"))] if shares else [("", _("For me"))])
        self._offer("assign", [nothing, ("me", _("Whoever uses it")), *seats])
        self._offer("type", [nothing, *TYPES.items()])
        self._offer("aside", [nothing, ("tomorrow", _("Tomorrow")), ("week", _("Next Monday"))])
        self._offer("close", [nothing, *OUTCOMES.items()])
        if macro is not None:
            self.initial = {
                "name": macro.name,
                "body": macro.body,
                "language": macro.language,
                "whose": "" if macro.owner_id else "team",
                **Acts.of(macro.acts).stored(),
            }

    def _offer(self, name: str, choices: list[tuple[object, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def draft(self) -> MacroDraft:
        said = self.cleaned_data
        owner = None if said["whose"] == "team" and self._shares else self._account
        acts = Acts(said["assign"], said["type"], said["aside"], said["close"])
        return MacroDraft(said["name"], said["body"], owner, said["language"], acts)
