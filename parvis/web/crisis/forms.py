"""What a person says of a crisis."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Seat
from parvis.engagement.actions.crisis import PostMortem
from parvis.engagement.actions.statements import Wording
from parvis.listening.models import Watch
from parvis.outbox.models import Persona
from parvis.web.ui.wording import network_name


class RoomForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As the team will call it: “Night of the 5771”."),
    )  # fmt: skip
    watches = forms.TypedMultipleChoiceField(
        label=_("Watches whose posts it is"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one watch: its posts are what the room shows.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the checklist"), choices=[("fr", "Français"), ("en", "English")])

    def __init__(self, *args: Any, watches: list[Watch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {watch.pk: watch for watch in watches}
        self.fields["watches"].choices = [(watch.pk, watch.name) for watch in watches]  # type: ignore[attr-defined]

    def chosen(self) -> list[Watch]:
        return [self.known[pk] for pk in self.cleaned_data["watches"]]


class StatementForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    body = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    network = forms.ChoiceField(label=_("For which network"), required=False)
    language = forms.ChoiceField(
        label=_("In which language"), choices=[("", _("All")), ("fr", "Français"), ("en", "English")], required=False
    )
    persona = forms.TypedChoiceField(label=_("Who signs"), required=False, coerce=int, empty_value=None)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, networks: list[str], personas: list[Persona], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personas = {persona.pk: persona for persona in personas}
        _choose(self, "network", [("", gettext("All")), *((name, network_name(name)) for name in networks)])
        _choose(self, "persona", [("", gettext("Whoever answers")), *((p.pk, p.name) for p in personas)])

    def wording(self) -> Wording:
        said = self.cleaned_data
        persona = self.personas.get(said["persona"])
        return Wording(said["name"], said["body"], said["network"], said["language"], persona)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    seat = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {seat.pk: seat for seat in seats}
        _choose(self, "role", roles)
        _choose(self, "seat", [(seat.pk, seat.account.name) for seat in seats])


class PostMortemForm(forms.Form):
    happened = forms.CharField(
        label=_("What happened"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    worked = forms.CharField(
        label=_("What worked"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    to_change = forms.CharField(
        label=_("What to change"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def said(self) -> PostMortem:
        return PostMortem(**self.cleaned_data)


def _choose(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
