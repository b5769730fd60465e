"""What people fill in before they have a desk."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Account
from parvis.web.settings.forms.brand import BrandForm


class JoinForm(forms.Form):
    """`email`: the address that the invitation names, "" = they say theirs."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Give the address that you will sign in with."),
            "invalid": _("Write a whole address, like name@example.org."),
        },
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As your team will read it."),
        error_messages={"required": _("Give your name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("Ten characters or more; a few words together are easy to keep in mind."),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._email = email
        if email:
            del self.fields["email"]

    def address(self) -> str:
        return self._email or str(self.cleaned_data["email"])

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if "password" in said:
            who = Account(email=self._email or said.get("email", ""), name=said.get("name", ""))
            try:
                validate_password(said["password"], who)
            except ValidationError as error:
                self.add_error("password", error)
        return said


class NewBrandForm(BrandForm):
    slug = forms.CharField(
        label=_("Short name"),
        max_length=60,
        help_text=_("In the addresses of its pages, for good: small letters, digits and hyphens."),
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters without accents, digits and hyphens only."))
        ],
        error_messages={"required": _("Give the short name that its addresses will have.")},
    )
    field_order = ("name", "slug", "language", "languages", "timezone")


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, error_messages=JoinForm.base_fields["email"].error_messages
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("Ten characters or more; a few words together are easy to keep in mind."),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: object, who: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._who = who

    def clean_password(self) -> str:
        chosen = str(self.cleaned_data["password"])
        validate_password(chosen, self._who)
        return chosen
