"""A case on its way to those who know, and back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.models import Department, Seat
from parvis.engagement.actions import routing
from parvis.engagement.actions.routing import Ask, CaseClosed, NotAway, Shares
from parvis.engagement.rules import RoutingOutcome
from parvis.web.inbox.views.work import by, valid, verb
from parvis.web.ui.door import DeskRequest


class AskForm(forms.Form):
    """`to`: `department:3` or `expert:12`."""

    to = forms.RegexField(
        r"^(department|expert):\d{1,17}$",
        error_messages={
            "required": gettext_lazy("Choose whom you ask."),
            "invalid": gettext_lazy("Choose whom you ask."),
        },
    )
    question = forms.CharField(required=False, max_length=routing.LONGEST, widget=forms.Textarea)
    share = forms.ChoiceField(required=False, choices=[("thread", ""), ("post", "")])
    notes = forms.BooleanField(required=False)
    person = forms.BooleanField(required=False)

    def shares(self) -> Shares:
        said = self.cleaned_data
        return Shares(said["share"] != "post", said["notes"], said["person"])


class ReturnForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[
            (outcome.value, "")
            for outcome in (RoutingOutcome.ANSWERED, RoutingOutcome.NEEDS_MORE, RoutingOutcome.NOT_OURS)
        ],
        error_messages={
            "required": gettext_lazy("Say how you give it back."),
            "invalid_choice": gettext_lazy("Say how you give it back."),
        },
    )
    answer = forms.CharField(required=False, max_length=routing.LONGEST, widget=forms.Textarea)


@verb
def ask(request: DeskRequest, case: int) -> None:
    form = AskForm(request.POST)
    if not valid(request, form):
        return
    kind, _sep, pk = form.cleaned_data["to"].partition(":")
    department = Department.objects.filter(pk=pk, brand=request.desk.brand).first() if kind == "department" else None
    expert = None
    if kind == "expert":
        seats = Seat.objects.select_related("account", "department")
        expert = seats.filter(pk=pk, brand=request.desk.brand, ended_at=None).first()
    if department is None and expert is None:
        messages.error(request, _("Whom you chose is not there any more: choose again."))
        return
    question = Ask(department, expert, form.cleaned_data["question"], form.shares())
    try:
        routing.ask(request.desk.brand, case, question, by(request))
    except CaseClosed:
        messages.error(request, _("This case is closed: open it again before you ask somebody."))
        return
    messages.success(request, _("%(name)s is asked.") % {"name": department or (expert and expert.account.name)})


@verb
def give_back(request: DeskRequest, case: int) -> None:
    form = ReturnForm(request.POST)
    if not valid(request, form):
        return
    outcome = RoutingOutcome(form.cleaned_data["outcome"])
    try:
        routing.give_back(request.desk.brand, case, outcome, form.cleaned_data["answer"], by(request))
    except NotAway:
        messages.info(request, _("This case has come back already."))
        return
    messages.success(request, _("Given back to who asked."))


@verb
def withdraw(request: DeskRequest, case: int) -> None:
    try:
        routing.withdraw(request.desk.brand, case, by(request))
    except NotAway:
        messages.info(request, _("This case has come back already."))
