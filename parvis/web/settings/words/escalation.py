"""Escalation in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.engagement.models import EscalationStep
from parvis.engagement.rules.escalation import Act, Unit
from parvis.web.settings.words import codes

ACTS: Mapping[Act, str | Promise] = {
    Act.TELL_ASSIGNEE: gettext_lazy("Tell whoever holds the case"),
    Act.TELL_LEAD: gettext_lazy("Tell a lead"),
    Act.RAISE: gettext_lazy("Raise the priority by one"),
    Act.SEND: gettext_lazy("Send it to a department"),
}


def moment_words(step: EscalationStep) -> str:
    if step.unit == Unit.MINUTES:
        return _("After %(n)s min of open time") % {"n": step.amount}
    if step.amount == 100:
        return _("When the answer is due")
    return _("After %(n)s %% of the target") % {"n": step.amount}


def act_words(step: EscalationStep) -> str:
    if step.act == Act.TELL_LEAD and step.seat is not None:
        return _("tell %(name)s") % {"name": step.seat.account.name}
    if step.act == Act.TELL_LEAD:
        return _("tell the owners and managers")
    if step.act == Act.SEND:
        name = step.department.name if step.department else _("a department that is no more: nothing happens")
        return _("send it to %(name)s") % {"name": name}
    return {Act.RAISE.value: _("raise the priority by one"), Act.TELL_ASSIGNEE.value: _("tell whoever holds the case")}[
        step.act
    ]


def whom_words(step: EscalationStep) -> str:
    """Which cases it is for; "" = every one."""
    return codes.named(codes.TYPES, step.type) if step.type else ""
