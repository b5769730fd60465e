"""What is asked in a poll, and what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from parvis.community.actions.polls import PollForm
from parvis.community.rules.polls import (
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Asks,
    BadBallot,
    Choice,
    Question,
    Shows,
    checked,
)

ASKS = {
    Asks.SINGLE: _("One answer"),
    Asks.MULTIPLE: _("Several answers"),
    Asks.RANKED: _("An order of preference"),
    Asks.TEXT: _("Free words"),
}
SHOWS = {
    Shows.NOW: _("Everybody, at once"),
    Shows.VOTED: _("Who has voted, everybody once it is closed"),
    Shows.CLOSED: _("Everybody, only once it is closed"),
    Shows.TEAM: _("The team alone"),
}


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Question"), max_length=200)
    asks = forms.ChoiceField(label=_("What one answers"), choices=[(a.value, name) for a, name in ASKS.items()])
    options = forms.CharField(
        label=_("Choices, one a line"), required=False, widget=forms.Textarea,
        help_text=_("Between two and twenty. Leave empty for free words."),
    )  # fmt: skip
    needed = forms.BooleanField(label=_("It cannot stay empty"), required=False, initial=True)

    def clean(self) -> None:
        told = self.cleaned_data
        lines = [line.strip()[:200] for line in (told.get("options") or "").splitlines()]
        told["lines"] = list(dict.fromkeys(line for line in lines if line))
        if told.get("asks") != Asks.TEXT and not 2 <= len(told["lines"]) <= MOST_OPTIONS:
            self.add_error("options", _("Give between two and twenty different choices."))

    def question(self, id: int) -> Question:
        told = self.cleaned_data
        asks = Asks(told["asks"])
        options = {} if asks is Asks.TEXT else dict(enumerate(told["lines"], 1))
        return Question(id, told["text"], asks, options, told["needed"])


class SettingForm(forms.Form):
    anonymous = forms.BooleanField(
        label=_("Anonymous"), required=False,
        help_text=_("What one chose is kept apart from who voted. Until it closes the house could still join the two, so that votes can be changed; then what would allow it is destroyed."),
    )  # fmt: skip
    shows = forms.ChoiceField(label=_("Who sees the results"), choices=[(s.value, name) for s, name in SHOWS.items()])
    closes_at = forms.DateTimeField(
        label=_("Closes"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("By the clock of the brand. Empty: when you close it."),
    )  # fmt: skip


Questions = forms.formset_factory(
    QuestionForm, extra=0, min_num=1, max_num=MOST_QUESTIONS, validate_min=True, validate_max=True
)


def poll_form(questions: Any, setting: SettingForm) -> PollForm:
    """Of two forms that are valid."""
    told = setting.cleaned_data
    asked = [form.question(n) for n, form in enumerate(questions, 1)]
    return PollForm(asked, told["anonymous"], Shows(told["shows"]), told["closes_at"])


def chosen_in(questions: list[Question], sent: QueryDict) -> dict[str, Choice]:
    """What a member chose, by id of question. Raises BadBallot, also for a ballot that is empty as a whole."""
    answers: dict[str, Choice] = {}
    for question in questions:
        name = f"q{question.id}"
        if question.asks is Asks.RANKED:
            chosen = [f"{id}:{sent.get(f'{name}o{id}', '')}" for id in question.options]
        else:
            chosen = sent.getlist(name)
        choice = checked(question, chosen, sent.get(name, "") if question.asks is Asks.TEXT else "")
        if choice is not None:
            answers[str(question.id)] = choice
    if not answers:
        raise BadBallot(questions[0].id)
    return answers


def said(question: Question, choice: Choice | None) -> str:
    """A choice in words, for tables."""
    if choice is None:
        return ""
    if isinstance(choice, str):
        return choice
    if isinstance(choice, Mapping):
        ranked = sorted((rank, question.options[int(id)]) for id, rank in choice.items())
        return " > ".join(text for _rank, text in ranked)
    return ", ".join(question.options[id] for id in choice)
