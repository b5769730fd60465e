"""When and where an event takes place, and what its guests are asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.happenings import HappeningForm
from parvis.community.models import Happening
from parvis.community.rules.happenings import Answer
from parvis.web.kinds.asking import Asking, AsksField, as_lines

LONGEST = timedelta(days=31)


class SetForm(forms.Form):
    """Hours are read by the clock of `timezone`: one that comes twice or never there is refused."""

    timezone = forms.CharField(label=_("Time zone"), max_length=64, help_text=_("As in Europe/Paris."))
    starts = forms.CharField(label=_("Begins"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends = forms.CharField(label=_("Ends"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online = forms.URLField(
        label=_("Link to take part online"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Shown to who has a seat."),
    )  # fmt: skip
    seats = forms.IntegerField(
        label=_("Seats to give"), min_value=0, max_value=100_000, initial=0, help_text=_("0: for as many as come.")
    )
    asks = AsksField(_("What to ask when somebody signs up, one a line"))

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("This time zone is not known. Write it as Europe/Paris."))
        return zone

    def clean_online(self) -> str:
        link: str = self.cleaned_data["online"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give a link that begins with https://."))
        return link

    def clean(self) -> None:
        told = self.cleaned_data
        if "timezone" in told:
            with timezone.override(ZoneInfo(told["timezone"])):
                for name in ("starts", "ends"):
                    if name in told:
                        told[name] = self._moment(name, told[name])
        starts, ends = told.get("starts"), told.get("ends")
        if isinstance(starts, datetime) and isinstance(ends, datetime) and not starts < ends <= starts + LONGEST:
            self.add_error("ends", _("It ends after it begins, within a month."))

    def _moment(self, name: str, word: str) -> datetime | None:
        try:
            found: datetime | None = forms.DateTimeField().clean(word)
            return found
        except forms.ValidationError as problem:
            self.add_error(name, problem)
            return None

    def happening(self) -> HappeningForm:
        told = self.cleaned_data
        return HappeningForm(
            told["starts"], told["ends"], told["timezone"], told["place"], told["online"], told["seats"], told["asks"]
        )


def told_of(what: Happening) -> dict[str, Any]:
    """What the form shows of an event that is set."""
    zone = ZoneInfo(what.timezone)
    return {
        "timezone": what.timezone, "place": what.place, "online": what.online, "seats": what.seats,
        "starts": f"{what.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}", "ends": f"{what.ends_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "asks": as_lines(what.asks),
    }  # fmt: skip


class AnswerForm(Asking):
    """Whether one comes, with what the event asks who does."""

    answer = forms.ChoiceField(choices=[(a.value, a.value) for a in Answer])

    def __init__(self, asks: list[list[Any]], sent: QueryDict | None = None) -> None:
        super().__init__(asks, sent, excused=sent is None or sent.get("answer") != Answer.YES)

    def told(self) -> list[tuple[str, str]]:
        return super().told() if self.cleaned_data["answer"] == Answer.YES else []
