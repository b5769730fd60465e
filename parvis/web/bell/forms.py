"""How one wishes to be told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.rules.notices import Channel, Kind, Rhythm, Wishes, is_zone

RHYTHMS = [
    (Rhythm.NEVER.value, _("No digest")),
    (Rhythm.DAILY.value, _("Every day")),
    (Rhythm.WEEKLY.value, _("Every week")),
    (Rhythm.MONTHLY.value, _("Every month")),
]


class WishesForm(forms.Form):
    """Beside these, a box for each kind and channel: `mail-mention`."""

    rhythm = forms.ChoiceField(label=_("Digest by mail"), choices=RHYTHMS, required=False)
    quiet_from = forms.TimeField(
        label=_("No mail from"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    quiet_to = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    timezone = forms.CharField(
        label=_("Your time zone"),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "bell-zones", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Say by whose clock.")},
    )

    def __init__(self, *args: Any, channels: list[Channel], now: Wishes, **kwargs: Any) -> None:
        quiet = now.quiet or (None, None)
        said = {"rhythm": now.rhythm.value, "quiet_from": quiet[0], "quiet_to": quiet[1], "timezone": now.zone}
        kwargs["initial"] = said
        super().__init__(*args, **kwargs)
        self.channels, self.now = channels, now

    def clean_timezone(self) -> str:
        zone = str(self.cleaned_data["timezone"]).strip()
        if not is_zone(zone):
            raise forms.ValidationError(_("We know no time zone of this name: Europe/Paris is one."))
        return zone

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("quiet_from")) is not bool(told.get("quiet_to")) and not self.errors:
            self.add_error("quiet_to", _("Give both hours, or none."))
        return told

    def wished(self) -> Wishes:
        told = self.cleaned_data
        first, last = told.get("quiet_from"), told.get("quiet_to")
        quiet = (first, last) if isinstance(first, time) and isinstance(last, time) else None
        kinds = {**self.now.kinds, **{one: frozenset(self._ticked(one)) for one in self.channels}}
        return Wishes(told["timezone"], quiet, kinds, Rhythm(told["rhythm"]))

    def ticked(self, kind: Kind, channel: Channel) -> bool:
        return kind in self._ticked(channel) if self.is_bound else self.now.wants(kind, channel)

    def _ticked(self, channel: Channel) -> list[Kind]:
        return [kind for kind in Kind if f"{channel.value}-{kind.value}" in self.data]
