"""A triage rule, asked field by field; each condition has the name it has in `engagement.rules`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Brand
from parvis.core.team import departments_of
from parvis.engagement.actions.settings import RuleForm as RuleDraft
from parvis.engagement.models import TriageRule
from parvis.engagement.rules import CONDITIONS, CaseType, Rule
from parvis.web.settings.words import codes
from parvis.web.settings.words.rules import Known
from parvis.web.ui.wording import network_name

YES_NO = [("", _("It does not matter")), ("yes", _("Yes")), ("no", _("No"))]
FLAGS = [name for name, (kind, _build) in CONDITIONS.items() if kind is bool]
LISTS = [name for name, (kind, _build) in CONDITIONS.items() if kind in (int, str)]


def _many(label: Any, **more: Any) -> Any:
    return forms.MultipleChoiceField(label=label, required=False, **more)


def _flag(label: Any) -> Any:
    return forms.ChoiceField(label=label, required=False, choices=YES_NO)


class RuleForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the rule"),
        max_length=120,
        error_messages={"required": _("Give the rule a name: its cases show it.")},
    )
    watches = _many(_("Caught by one of these watches"))
    places = _many(_("Written in one of these places"))
    networks = _many(_("Coming by one of these networks"))
    intents = _many(_("Read as one of these"), choices=lambda: list(codes.intents().items()))
    sentiment = _many(_("In one of these moods"), choices=lambda: list(codes.moods().items()))
    kinds = _many(_("Of one of these kinds"), choices=list(codes.KINDS.items()))
    language = _many(_("In one of these languages"), choices=list(codes.LANGUAGES.items()))
    watched = _flag(_("Caught by any watch"))
    place_is_ours = _flag(_("Written in a place of ours"))
    reply_to_us = _flag(_("Answers us"))
    mentions_question = _flag(_("Asks a question"))
    held = _flag(_("Held until somebody decides"))
    author_is_known = _flag(_("From somebody we know"))
    min_followers = forms.IntegerField(
        label=_("Followers of the author, at least"), required=False, min_value=0, max_value=10**9
    )
    opens = forms.ChoiceField(
        label=_("Then"), choices=[("yes", _("Open a case")), ("no", _("Open no case, and ask no further rule"))]
    )
    type = forms.ChoiceField(label=_("Sorted as"), required=False)
    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=list(codes.PRIORITIES.items()), required=False, empty_value=None
    )
    department = forms.TypedChoiceField(label=_("Send it to"), required=False, coerce=int, empty_value=None)
    question = forms.CharField(
        label=_("With this question"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the department should say or do about these cases."),
    )

    def __init__(
        self,
        *args: object,
        brand: Brand,
        known: Known,
        networks: list[str],
        rule: TriageRule | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._departments = {department.pk: department for department in departments_of(brand)}
        self._choose("watches", known.watches.items())
        self._choose("places", known.places.items())
        self._choose("networks", [(code, network_name(code)) for code in networks])
        self._choose("type", [("", _("By what the post says")), *((t.value, codes.TYPES[t.value]) for t in CaseType)])
        self._choose(
            "department",
            [("", _("Nobody: it stays with the team")), *((pk, d.name) for pk, d in self._departments.items())],
        )
        if rule is not None:
            self.initial = _initial(rule)

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def conditions(self) -> dict[str, Any]:
        """Only those that were asked for."""
        said, found = self.cleaned_data, {}
        for name in CONDITIONS:
            value = said.get(name)
            if name in FLAGS and value:
                found[name] = value == "yes"
            elif name in LISTS and value:
                found[name] = [_TYPED[CONDITIONS[name][0]](one) for one in value]
            elif name == "min_followers" and value is not None:
                found[name] = value
        return found

    def draft(self) -> RuleDraft:
        said = self.cleaned_data
        return RuleDraft(
            name=said["name"],
            conditions=self.conditions(),
            opens=said["opens"] == "yes",
            type=said["type"],
            priority=said["priority"] or 0,
            department=self._departments.get(said["department"]),
            question=said["question"],
        )

    def rule(self) -> Rule:
        """The same, as triage reads it: for a trial."""
        made = self.draft()
        return Rule(made.name, made.conditions, made.opens, made.type, made.priority)


_TYPED: dict[type, Callable[[str], Any]] = {int: int, str: str}


def _initial(rule: TriageRule) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: ("yes" if value else "no") if name in FLAGS else value for name, value in rule.conditions.items()
    }
    return {
        **said,
        "name": rule.name,
        "opens": "yes" if rule.opens else "no",
        "type": rule.type,
        "priority": rule.priority,
        "department": rule.department_id or "",
        "question": rule.question,
    }
