"""A second reader asked for: which kind, where, at what cost at most."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.conversations.actions.second import Wish
from parvis.flows.second import COSTLIEST, DEAREST, RICHEST, refusals


class ReaderForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("chat", _("A model behind an address")), ("onnx", _("A model in a folder of this machine"))],
    )
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, help_text=_("As https://models.example/v1")
    )
    model = forms.CharField(label=_("Model"), max_length=70)
    key = forms.CharField(
        label=_("Key"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput,
        help_text=_("Sealed; empty keeps the one it had."),
    )
    tokens = forms.IntegerField(
        label=_("Tokens a day, at most"), min_value=0, max_value=DEAREST, required=False, initial=200_000
    )
    price = forms.DecimalField(
        label=_("Price of a million tokens"), min_value=0, max_value=COSTLIEST, decimal_places=4, required=False,
        help_text=_("As its owner charges it, the dearest kind of tokens; empty where it costs nothing."),
    )  # fmt: skip
    money = forms.DecimalField(
        label=_("Money a day, at most"), min_value=0, max_value=RICHEST, decimal_places=2, required=False,
        help_text=_("Reading stops for the day at whichever is reached first."),
    )  # fmt: skip
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, initial="EUR")
    agreed = forms.BooleanField(
        label=_("I know that the words of posts leave this machine for that address, names and contacts masked."),
        required=False,
    )

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        words = {
            "address": _("Give the address of the model, with https://."),
            "tokens": _("Say how many tokens a day may cost at most."),
            "price": _("Give the price of a million tokens, above nought."),
            "money": _("Give an amount above nought, and the price of a million tokens."),
            "currency": _("Give its three letters, as EUR."),
            "agreed": _("Without this, nothing leaves the house."),
            "model": _("Give the name of the model, or of its folder alone."),
        }
        if not self.errors:
            for name in refusals(self.wish(), agreed=bool(told.get("agreed"))):
                self.add_error(name, words[name])
        return told

    def wish(self) -> Wish:
        told = self.cleaned_data
        chat = told["kind"] == "chat"
        return Wish(
            told["kind"],
            told["model"],
            told["address"] if chat else "",
            told["key"] if chat else "",
            (told["tokens"] or 0) if chat else 0,
            told["price"] if chat else None,
            told["money"] if chat else None,
            told["currency"].strip().upper() or "EUR",
        )
