from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Seat, Webhook
from parvis.core.roles import Permission, allows
from parvis.core.webhooks import Wish
from parvis.web.programs.words import LIVES, PERMISSIONS, TOPICS


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program uses it: “dashboard”, “our shop”."),
        error_messages={"required": _("Say which program will use it.")},
    )  # fmt: skip
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A key that may do nothing is of no use: choose at least one.")},
    )  # fmt: skip
    days = forms.ChoiceField(label=_("For how long"), choices=LIVES, required=False, initial="365")

    def __init__(self, data: object, seat: Seat) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        held = [(p.value, label) for p, label in PERMISSIONS.items() if allows(seat.role, p)]
        self.fields["permissions"].choices = held  # type: ignore[attr-defined]

    def permissions_chosen(self) -> list[Permission]:
        return [Permission(value) for value in self.cleaned_data["permissions"]]

    def expires_at(self, at: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return at + timedelta(days=int(days)) if days else None


class WebhookForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, error_messages={"required": _("Give it a name: “our chat”, “the shop”.")}
    )
    url = forms.CharField(
        label=_("Address"), max_length=2000, help_text=_("It is sent a POST with JSON for each piece of news."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What it hears"), choices=list(TOPICS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise forms.ValidationError(gettext("Give a whole address: https://…"))
        return url

    def wish(self) -> Wish:
        return Wish(self.cleaned_data["name"], self.cleaned_data["url"], self.cleaned_data["topics"])

    @staticmethod
    def of(webhook: Webhook) -> WebhookForm:
        return WebhookForm(initial={"name": webhook.name, "url": webhook.url, "topics": webhook.topics})
