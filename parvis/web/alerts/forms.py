"""What a person says of an alert rule, and of how they want to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Brand
from parvis.core.team import team_of
from parvis.core.webhooks import webhooks_of
from parvis.engagement.actions.alerts import RuleDraft
from parvis.engagement.actions.telling import Wanted
from parvis.engagement.models import AlertRule, AlertWish
from parvis.engagement.rules.alerts import Kind, Trigger
from parvis.listening.queries import watches_of
from parvis.web.alerts.words import KINDS

WHOLE = {"invalid": _("Write a whole number."), "min_value": _("Write a whole number, 1 or more.")}


class AlertRuleForm(forms.Form):
    """Numbers that the chosen kind does not ask for may stay as they are."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What the alert will be called."))
    watch = forms.TypedChoiceField(label=_("Of which watch"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("What raises it"), choices=list(KINDS.items()))
    amount = forms.IntegerField(
        label=_("How many"), required=False, min_value=0, max_value=2_000_000_000, error_messages=WHOLE,
        help_text=_("Posts, percent of negative ones, or followers."),
    )  # fmt: skip
    hours = forms.IntegerField(
        label=_("In how many hours"), required=False, min_value=1, max_value=168, error_messages=WHOLE
    )
    words = forms.CharField(
        label=_("Which words"), required=False, max_length=300,
        help_text=_("With commas between; boycott* for every ending."),
    )  # fmt: skip
    seats = forms.TypedMultipleChoiceField(
        label=_("Who is told"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    page = forms.BooleanField(label=_("In the page"), required=False)
    mail = forms.BooleanField(label=_("By mail"), required=False)
    addresses = forms.CharField(
        label=_("Other e-mail addresses"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. They read posts of every place."),
    )  # fmt: skip
    webhook = forms.TypedChoiceField(label=_("By webhook"), required=False, coerce=int, empty_value=None)
    digest = forms.ChoiceField(
        label=_("When"), choices=[("", _("At once")), ("1", _("Once a day, with the others"))], required=False
    )
    urgent = forms.BooleanField(
        label=_("Urgent rule"), required=False, help_text=_("Quiet hours do not hold it back."),
    )  # fmt: skip
    window = forms.IntegerField(
        label=_("One alert in how many minutes"), min_value=5, max_value=10_080, error_messages=WHOLE,
        help_text=_("What follows is folded into it."),
    )  # fmt: skip
    a_day = forms.IntegerField(
        label=_("At once, how many a day"), min_value=1, max_value=100, error_messages=WHOLE,
        help_text=_("Beyond, they wait for the digest."),
    )  # fmt: skip

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watches = {watch.pk: watch for watch in watches_of(brand.pk)}
        self.hooks = {hook.pk: hook for hook in webhooks_of(brand.pk)}
        self._choose(
            "watch", [("", gettext("Any watch of the brand")), *((w.pk, w.name) for w in self.watches.values())]
        )
        self._choose("webhook", [("", gettext("None")), *((hook.pk, hook.name) for hook in self.hooks.values())])
        self._choose("seats", [(seat.pk, seat.account.name) for seat in team_of(brand)])

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def draft(self) -> RuleDraft:
        said = self.cleaned_data
        trigger = Trigger(Kind(said["kind"]), said["amount"] or 0, said["hours"] or 1, said["words"])
        return RuleDraft(
            name=said["name"], trigger=trigger, watch=self.watches.get(said["watch"]), seats=said["seats"],
            addresses=said["addresses"].split(), page=said["page"], mail=said["mail"],
            webhook=self.hooks.get(said["webhook"]), digest=bool(said["digest"]), urgent=said["urgent"],
            window=said["window"], a_day=said["a_day"],
        )  # fmt: skip

    @staticmethod
    def told(rule: AlertRule) -> dict[str, Any]:
        """As the form begins with."""
        fields = ("name", "kind", "amount", "hours", "words", "seats", "page", "mail", "urgent", "window", "a_day")
        return {name: getattr(rule, name) for name in fields} | {
            "watch": rule.watch_id, "webhook": rule.webhook_id, "digest": "1" if rule.digest else "",
            "addresses": "\n".join(rule.addresses),
        }  # fmt: skip


class Minute(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class WishForm(forms.Form):
    mail = forms.BooleanField(label=_("Mail me"), required=False)
    when = forms.ChoiceField(
        label=_("When"), choices=[("", _("As each rule says")), ("digest", _("All of it once a day"))], required=False
    )
    digest_at = forms.TimeField(label=_("The daily mail comes at"), widget=Minute())
    quiet = forms.ChoiceField(
        label=_("Leave me in peace"),
        choices=[("", _("Never")), ("hours", _("Between these hours")), ("closed", _("Outside the opening hours"))],
        required=False,
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=Minute())
    quiet_to = forms.TimeField(label=_("Quiet until"), widget=Minute())

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        minutes = {name: said[name].hour * 60 + said[name].minute for name in ("digest_at", "quiet_from", "quiet_to")}
        return Wanted(mail=said["mail"], quiet=said["quiet"], digest_only=said["when"] == "digest", **minutes)

    @staticmethod
    def told(wish: AlertWish) -> dict[str, Any]:
        times = {
            name: f"{getattr(wish, name) // 60:02}:{getattr(wish, name) % 60:02}"
            for name in ("digest_at", "quiet_from", "quiet_to")
        }
        return {"mail": wish.mail, "quiet": wish.quiet, "when": "digest" if wish.digest_only else "", **times}
