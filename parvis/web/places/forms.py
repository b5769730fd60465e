"""What a person says of places: an address, what a network needs, a name, a file, a post brought by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.connectors.accounts import Accounts, OAuth, Offer, SignsIn
from parvis.connectors.contract import Need
from parvis.connectors.manual.columns import SYNONYMS
from parvis.web.ui.wording import say

LARGEST_FILE = 20_000_000


class AddressForm(forms.Form):
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("A blog, a feed, a profile, a mailbox: paste what you see in your browser or on a visiting card."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )


class NeedsForm(forms.Form):
    """One field for each need of a network. Secrets are never written back into the page."""

    def __init__(self, data: Mapping[str, Any] | None, needs: Iterable[Need], *, renewing: bool = False) -> None:
        super().__init__(data, prefix="need")
        self.needs = tuple(needs)
        self._secret = {need.name for need in self.needs if need.secret}
        self.guesses = any(need.guessed for need in self.needs)
        for need in self.needs:
            hidden = need.secret and need.name != "user"  # a user name is kept as a secret, and typed in sight
            widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}) if hidden else forms.TextInput()
            kept = gettext("Leave empty to keep the present one.") if renewing and need.secret else ""
            self.fields[need.name] = forms.CharField(
                label=say(need.label),
                help_text=" ".join(filter(None, (say(need.help), kept))),
                required=need.required,
                initial=need.default,
                widget=widget,
                max_length=2000,
                strip=not need.secret,
            )

    def first(self) -> list[forms.BoundField]:
        """What only the person knows: secrets, whose they are, and needs without a proposal."""
        last = max((at for at, need in enumerate(self.needs) if need.secret), default=-1)
        return [
            self[need.name]
            for at, need in enumerate(self.needs)
            if need.secret or (not need.default and (need.required or at < last))
        ]

    def rest(self) -> list[forms.BoundField]:
        """What is proposed or optional."""
        shown = {field.name for field in self.first()}
        return [self[n.name] for n in self.needs if n.name not in shown]

    def rest_is_wanted(self) -> bool:
        """Open at once: something is wrong in it, or only guessed."""
        return self.guesses or any(field.errors for field in self.rest())

    def given(self) -> dict[str, str]:
        return {need.name: str(self.cleaned_data[need.name]) for need in self.needs}

    def settings(self) -> dict[str, str]:
        return {name: value for name, value in self.given().items() if name not in self._secret}

    def secrets(self) -> dict[str, str]:
        return {name: value for name, value in self.given().items() if name in self._secret and value}


class AccountForm(forms.Form):
    """Which account, how far; and what the network wants first: an app that a person registers, or a password for programs."""

    def __init__(
        self, data: Mapping[str, Any] | None, connector: Accounts, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        named = [connector.server] if isinstance(connector, OAuth) and connector.server else []
        self.needs = connector.app_needs if isinstance(connector, OAuth) else ()
        self.asked = connector.asks if isinstance(connector, SignsIn) else ()
        for need in (*named, *self.asked):
            self.fields[need.name] = _account_field(need)
        for need in self.needs:
            self.fields[f"app_{need.name}"] = _account_field(need)
        first = connector.levels[0].name
        self.fields["level"] = forms.ChoiceField(
            choices=[(level.name, say(level.label)) for level in connector.levels],
            initial=first,
            widget=forms.RadioSelect,
        )

    def level(self) -> str:
        """The one to be shown as chosen."""
        return str(self["level"].value())

    def account_fields(self) -> list[forms.BoundField]:
        """All but the level, in their order."""
        return [field for field in self if field.name != "level"]

    def given(self) -> dict[str, str]:
        """What belongs to the app."""
        return {need.name: str(self.cleaned_data[f"app_{need.name}"]) for need in self.needs}

    def password(self) -> dict[str, str]:
        """What opens the account here."""
        return {need.name: str(self.cleaned_data[need.name]) for need in self.asked}


def _account_field(need: Need) -> forms.CharField:
    plain = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
    if need.secret:
        widget: forms.Widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    else:
        widget = forms.TextInput(attrs={**plain, **({"inputmode": "url"} if need.name == "server" else {})})
    return forms.CharField(
        label=say(need.label), help_text=say(need.help), required=need.required, max_length=500, widget=widget
    )


class OffersForm(forms.Form):
    """A box for each kind of place; a line of words for those that need some."""

    def __init__(self, data: Mapping[str, Any] | None, offers: Iterable[Offer], open_now: Collection[str]) -> None:
        super().__init__(data)
        self.offers = tuple(offers)
        for offer in self.offers:
            if offer.asks is None:
                self.fields[offer.kind] = forms.BooleanField(
                    label=say(offer.label),
                    help_text=say(offer.help),
                    required=False,
                    initial=offer.usual and not open_now,
                )
            else:
                self.fields[offer.kind] = forms.CharField(
                    label=say(offer.asks),
                    help_text=say(offer.help),
                    required=False,
                    max_length=500,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )


LANGUAGES = [("", _("Several, or not known")), ("fr", _("French")), ("en", _("English"))]


class DescribeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class RetentionForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days that posts are kept"),
        required=False,
        min_value=1,
        max_value=36_500,
        help_text=_(
            "Empty: for ever. Older posts are removed every night, unless a case on their thread is open; they do not come back."
        ),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), error_messages={"empty": _("The file is empty. Export it again and give the new file.")}
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(gettext("The file is larger than 20 MB: cut it in several."))
        return given


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"


class PasteForm(forms.Form):
    text = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 6}))
    author = forms.CharField(label=_("Author"), required=False, max_length=200, help_text=_("A name, or @handle."))
    at = forms.DateTimeField(
        label=_("Date"),
        required=False,
        help_text=_("Leave empty for now."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d/%m/%Y %H:%M", "%d/%m/%Y"],
        widget=Moment(format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("This is not a date. Write it as 24/12/2026 18:30.")},
    )
    link = forms.CharField(
        label=_("Link"), required=False, max_length=2000, help_text=_("Where the post can be opened.")
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        help_text=_("A name of yours: “Facebook group of regulars”. Posts of one name stay together."),
        widget=forms.TextInput(attrs={"list": "places-by-hand", "autocomplete": "off"}),
    )


class ColumnsForm(forms.Form):
    """Which column is what. Prefixed, so that a column may bear any name."""

    def __init__(self, data: Mapping[str, Any] | None, headings: Iterable[str], proposed: Mapping[str, str]) -> None:
        super().__init__(data, prefix="column")
        choices = [("", gettext("(none)")), *((heading, heading) for heading in headings)]
        for name in SHOWN:
            self.fields[name] = forms.ChoiceField(
                label=column_name(name), choices=choices, required=name == "text", initial=proposed.get(name, "")
            )

    def mapping(self) -> dict[str, str]:
        return {name: heading for name, heading in self.cleaned_data.items() if heading}


SHOWN = [name for name in SYNONYMS if name not in ("parent", "thread", "kind", "handle")]


def column_name(name: str) -> str:
    return {
        "text": gettext("Text"),
        "title": gettext("Title"),
        "author": gettext("Author"),
        "at": gettext("Date"),
        "url": gettext("Link"),
        "id": gettext("Number of the post"),
        "rating": gettext("Rating"),
        "language": gettext("Language"),
        "tags": gettext("Tags"),
        "network": gettext("Network"),
    }.get(name, name)
