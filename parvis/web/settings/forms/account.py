from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Account


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As your team reads it. What the public reads is your persona."),
        error_messages={"required": _("Give your name.")},
    )
    language = forms.ChoiceField(label=_("Language of your pages"), choices=[("fr", "Français"), ("en", "English")])


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Password until now"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        error_messages={"required": _("Enter the password you signed in with.")},
    )
    new = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("Ten characters or more; a few words together are easy to keep in mind."),
        error_messages={"required": _("Choose a new password.")},
    )
    again = forms.CharField(
        label=_("New password, once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": _("Write it once more, against slips.")},
    )

    def __init__(self, *args: object, account: Account, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._account = account
        if not account.has_usable_password():  # they sign in through a provider or by a passkey
            del self.fields["old"]

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self._account.check_password(old):
            raise ValidationError(_("This is not your password. Capitals count."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self._account)
        return new

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        if "new" in said and "again" in said and said["new"] != said["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return said
