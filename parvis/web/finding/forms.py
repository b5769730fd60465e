"""What is looked for, and among what."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.community.queries.rooms import member_named
from parvis.community.queries.search import PAGE, RANKED, Search
from parvis.community.rules.access import Room

LAST = RANKED // PAGE
_SOLVED = re.compile(r"(?:^|\s)(?:solved|r[eé]solu):(yes|no|oui|non)(?=\s|$)", re.IGNORECASE)
"""Typed among the words."""


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    space = forms.ChoiceField(label=_("Space"), required=False)
    author = forms.CharField(
        label=_("Written by"), max_length=60, required=False, help_text=_("Their handle, such as @lea.")
    )
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Up to"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    image = forms.BooleanField(label=_("With a picture"), required=False)

    solved = forms.ChoiceField(
        label=_("Questions"), required=False,
        choices=[("", _("All topics")), ("yes", _("Solved questions")), ("no", _("Questions not solved yet"))],
        help_text=_("Or type solved:yes or solved:no among the words."),
    )  # fmt: skip

    def __init__(self, data: Any, *, brand_id: int, rooms: Collection[Room]) -> None:
        super().__init__(data)
        self.brand_id, self.rooms = brand_id, {room.slug: room for room in rooms}
        space = self.fields["space"]
        assert isinstance(space, forms.ChoiceField)
        space.choices = [("", _("All spaces")), *((room.slug, room.name) for room in rooms)]

    def clean_author(self) -> int | None:
        """The identity that signs."""
        handle = self.cleaned_data["author"]
        if not handle:
            return None
        member = member_named(self.brand_id, handle)
        if member is None:
            raise forms.ValidationError(_("Nobody here has this handle."))
        return member.identity_id

    def asked(self) -> Search:
        told = self.cleaned_data
        room, typed = self.rooms.get(told["space"]), _SOLVED.search(told["q"])
        solved = typed[1].lower() if typed else told["solved"]
        return Search(
            _SOLVED.sub(" ", told["q"]), space=room.id if room else None, author=told["author"], since=_midnight(told["since"]),
            until=_midnight(told["until"], days=1), image=told["image"],
            solved=solved in ("yes", "oui") if solved else None,
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "q")


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """In the brand's own time."""
    if day is None or day.year < 1000 or day.year > 9000:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
