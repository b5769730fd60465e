"""What the team decides of its community."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.houses import HouseForm, SpaceForm
from parvis.community.models import Group, Space
from parvis.community.queries.rooms import groups_of
from parvis.community.rules.access import Access, Links
from parvis.community.rules.kinds import Begins, Kind
from parvis.web.hosting.words import ACCESS, BEGINS, KINDS, LINKS, STARTERS, TRUST

MOST_SLOW = 86_400


class OpenForm(forms.Form):
    """`first`: the spaces to begin with, by their kind."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Give the community a name.")}
    )
    tagline = forms.CharField(label=_("In one sentence"), max_length=200, required=False)
    first = forms.MultipleChoiceField(
        label=_("Spaces to begin with"), choices=[(kind.value, name) for kind, (name, _about) in STARTERS.items()],
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def kinds(self) -> list[Kind]:
        return [Kind(code) for code in self.cleaned_data["first"]]


class HouseForms(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Give the community a name.")}
    )
    tagline = forms.CharField(label=_("In one sentence"), max_length=200, required=False)

    def said(self) -> HouseForm:
        return HouseForm(**self.cleaned_data)


class AboutSpace(forms.Form):
    """`group_<id>`: what a group may do there; only where the access is for groups."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give the space a name.")})
    about = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    access = forms.ChoiceField(label=_("Who enters"), choices=list(ACCESS.items()))
    begins = forms.ChoiceField(label=_("Who begins topics"), choices=list(BEGINS.items()))
    trust = forms.TypedChoiceField(label=_("Trust that writing asks for"), choices=list(TRUST.items()), coerce=int)
    slow = forms.IntegerField(
        label=_("Seconds between two answers of a member"), min_value=0, max_value=MOST_SLOW, required=False,
        help_text=_("0 = no slow mode."),
        error_messages={"invalid": _("Write a number of seconds."), "max_value": _("One day at most: 86400.")},
    )  # fmt: skip
    links = forms.ChoiceField(label=_("Links"), choices=list(LINKS.items()))
    premoderate = forms.BooleanField(label=_("What members write waits for a moderator"), required=False)

    def __init__(self, *args: Any, brand_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups: list[Group] = list(groups_of(brand_id))
        for group in self.groups:
            self.fields[f"group_{group.pk}"] = forms.ChoiceField(
                label=group.name, required=False,
                choices=[("", _("does not enter")), ("read", _("reads")), ("write", _("reads and writes"))],
            )  # fmt: skip

    def group_fields(self) -> list[forms.BoundField]:
        return [self[f"group_{group.pk}"] for group in self.groups]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for_groups = told.get("access") in (Access.GROUPS.value, Access.SECRET.value)
        if for_groups and not any(told.get(f"group_{group.pk}") for group in self.groups):
            self.add_error("access", _("Say which groups enter: nobody could, not even you. Make a group first."))
        return told

    def said(self) -> SpaceForm:
        told = self.cleaned_data
        given = {group.pk: told[f"group_{group.pk}"] for group in self.groups if told.get(f"group_{group.pk}")}
        policy = {
            "begins": Begins(told["begins"]).value, "trust": told["trust"], "slow": told["slow"] or 0,
            "links": Links(told["links"]).value, "premoderate": told["premoderate"],
        }  # fmt: skip
        return SpaceForm(
            told["name"], Kind(told["kind"]), Access(told["access"]), told["about"], policy=policy, groups=given
        )


def stands(space: Space, groups: dict[int, str]) -> dict[str, Any]:
    """What the form shows of a space as it is."""
    policy = space.policy
    return {
        "name": space.name, "about": space.about, "kind": space.kind, "access": space.access,
        "begins": policy.get("begins", "members"), "trust": policy.get("trust", 0), "slow": policy.get("slow", 0),
        "links": policy.get("links", "all"), "premoderate": policy.get("premoderate", False),
        **{f"group_{pk}": may for pk, may in groups.items()},
    }  # fmt: skip


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Give the group a name.")})
    about = forms.CharField(label=_("Who they are"), max_length=300, required=False)


class HandleForm(forms.Form):
    handle = forms.CharField(
        label=_("Handle of a member"), max_length=41, error_messages={"required": _("Write the member’s handle.")}
    )
