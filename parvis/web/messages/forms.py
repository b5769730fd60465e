"""What members write in private, and what they show to the moderators."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.rendering import LONGEST
from parvis.community.rules.reports import Why
from parvis.web.forum.forms import AnswerForm


class TalkForm(forms.Form):
    """`topic`: the conversation that goes on with more people."""

    to = forms.CharField(
        label=_("Write to"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("Say to whom you write: one member at least, beside yourself.")},
    )
    title = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages=AnswerForm.base_fields["body"].error_messages,
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)


WHYS = (
    (Why.HARASS.value, _("It insults, threatens or harasses somebody")),
    (Why.SPAM.value, _("It advertises, or deceives")),
    (Why.PRIVATE.value, _("It tells what is private to somebody")),
    (Why.ILLEGAL.value, _("It seems to be against the law")),
    (Why.OTHER.value, _("Something else")),
)


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=WHYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes nearest.")},
    )
    words = forms.CharField(label=_("In your words"), max_length=600, required=False, widget=forms.Textarea)
