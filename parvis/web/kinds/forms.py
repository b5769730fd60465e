"""What members and the team fill in, by kind of topic."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.rules.ideas import SAYS_WHY, Status

STATUS_NAMES = {
    Status.NEW: _("New idea"),
    Status.REVIEW: _("Under review"),
    Status.PLANNED: _("Planned"),
    Status.PROGRESS: _("In progress"),
    Status.DONE: _("Carried out"),
    Status.DECLINED: _("Declined"),
}


class StepForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Where it stands"), choices=[(s.value, name) for s, name in STATUS_NAMES.items()]
    )
    word = forms.CharField(
        label=_("Your word to the community"), max_length=1000, required=False, widget=forms.Textarea,
        help_text=_("What you decided, and why. Needed when it is done or declined."),
    )  # fmt: skip

    def clean(self) -> None:
        told = self.cleaned_data
        if told.get("status") in {status.value for status in SAYS_WHY} and not (told.get("word") or "").strip():
            self.add_error("word", _("Say a word about it: people voted for this."))


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Address or number of the other idea"), max_length=300, help_text=_("Copy the address of its page.")
    )

    def number(self) -> int:
        """0 = no number was given."""
        found = re.search(r"/t/[\w-]+/(\d{1,18})|^#?(\d{1,18})$", self.cleaned_data["into"].strip())
        return int(found[1] or found[2]) if found else 0
