"""What people say of themselves at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.arrival import Asked
from parvis.community.actions.profiles import Portrait
from parvis.community.models import Member
from parvis.community.rendering import LONGEST
from parvis.community.rules.arrival import Joining
from parvis.community.rules.profile import LINKS, Part
from parvis.connectors.addresses import web_address
from parvis.core.models import Account


class JoinForm(forms.Form):
    """`why`: asked only where the team decides."""

    name = forms.CharField(
        label=_("The name that others see"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={"required": _("Say how to call you.")},
    )
    handle = forms.CharField(
        label=_("Your handle"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}),
        help_text=_("In addresses and mentions: small letters, digits, - _ and ."),
        error_messages={"required": _("Choose a handle.")},
    )
    why = forms.CharField(
        label=_("What brings you here"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A person of the team reads it and lets you in."),
    )

    def __init__(self, *args: Any, joining: Joining, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if joining is not Joining.APPROVAL:
            del self.fields["why"]

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).strip().lower()

    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(said["name"], said["handle"], said.get("why", ""))


class WelcomeForm(JoinForm):
    """`mails`: whether the house proves addresses; only then can one come without a password, to add a passkey."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Never shown."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give the address that you will sign in with."),
            "invalid": _("Write a whole address, like name@example.org."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=1000,
        required=False,
        help_text=_("Ten characters or more; a few words together are easy to keep in mind."),
        error_messages={"required": _("Choose a password.")},
    )
    keyed = forms.BooleanField(label=_("No password: I shall use a passkey"), required=False)
    field_order = ("email", "name", "handle", "password", "keyed", "why")

    def __init__(self, *args: Any, mails: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mails:
            del self.fields["keyed"]
        self.fields["password"].required = not (mails and self.data.get("keyed"))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("keyed"):
            said["password"] = ""
        elif "password" in said:
            try:
                validate_password(said["password"], Account(email=said.get("email", ""), name=said.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return said


class LinkForm(forms.Form):
    most = forms.IntegerField(
        label=_("How many people may come in by it"),
        min_value=1,
        max_value=1000,
        initial=1,
        error_messages={
            "required": _("Say how many."),
            "invalid": _("Say how many."),
            "min_value": _("One at least."),
            "max_value": _("A thousand at most."),
        },
    )


class CharterForm(forms.Form):
    text = forms.CharField(
        label=_("What members agree to"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown works. Empty: there is none."),
    )
    demanded = forms.BooleanField(
        label=_("Every member agrees anew before writing again"),
        required=False,
        help_text=_("Leave it out for a mended spelling."),
    )


class PortraitForm(forms.Form):
    name = forms.CharField(
        label=_("The name that others see"), max_length=120, error_messages={"required": _("Say how to call you.")}
    )
    title = forms.CharField(
        label=_("Trade"), max_length=80, required=False, help_text=_("Under your name: a trade, a town.")
    )
    about = forms.CharField(
        label=_("About you"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    links = forms.CharField(
        label=_("Links"),
        max_length=2500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address a line, five at most."),
    )
    hides_title = forms.BooleanField(label=_("Trade"), required=False)
    hides_about = forms.BooleanField(label=_("About you"), required=False)
    hides_links = forms.BooleanField(label=_("Links"), required=False)
    hides_joined = forms.BooleanField(label=_("Since when you are here"), required=False)
    hides_posts = forms.BooleanField(label=_("What you wrote, gathered on your page"), required=False)
    hides_badges = forms.BooleanField(label=_("Badges"), required=False)
    listed = forms.BooleanField(label=_("Members find me in the directory"), required=False)

    @staticmethod
    def of(member: Member) -> dict[str, Any]:
        told = {"name": member.name, "title": member.title, "about": member.about, "listed": member.listed}
        hides = {f"hides_{part}": part.value in member.hidden.split() for part in Part}
        return {**told, "links": member.links, **hides}

    def hiding(self) -> list[forms.BoundField]:
        return [self[f"hides_{part}"] for part in Part]

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["links"]).splitlines() if line.strip()]
        if len(lines) > LINKS:
            raise ValidationError(_("Five addresses at most."))
        if not all(web_address(line, 500) for line in lines):
            raise ValidationError(_("Write whole addresses that begin with https://"))
        return lines

    def portrait(self) -> Portrait:
        said = self.cleaned_data
        hidden = [part for part in Part if said[f"hides_{part}"]]
        return Portrait(said["name"], said["title"], said["about"], said["links"], hidden, said["listed"])
