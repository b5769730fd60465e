"""What members write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.community.rendering import LONGEST


class AnswerForm(forms.Form):
    """`key`: of this very form, so that it makes one post however often it is sent."""

    body = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={
            "required": _("Write something first."),
            "max_length": _("This is too long: %(limit_value)s characters at most. Part it in two, or attach a file."),
        },
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    parent = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class TopicForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        min_length=5,
        error_messages={
            "required": _("Give it a title: others decide by it whether to open it."),
            "min_length": _("Say a little more in the title: five characters at least."),
        },
    )
    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages=AnswerForm.base_fields["body"].error_messages,
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)


class EditForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, min_length=5, required=False)
    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages=AnswerForm.base_fields["body"].error_messages,
    )
    seen = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
