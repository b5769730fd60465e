"""Jobs in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TASKS: Mapping[str, str | Promise] = {
    "parvis.flows.intake.poll_stream": _("Read a place"),
    "parvis.flows.intake.poll_due": _("Look which places are to be read"),
    "parvis.flows.watches.match_watch_back": _("Look for a new watch in older posts"),
    "parvis.flows.watches.match_watch_recent": _("Look for a new watch in recent posts"),
    "parvis.flows.triage.wake_cases": _("Bring back cases that were put aside"),
    "parvis.flows.escalation.escalate_cases": _("Makes cases that wait too long be heard"),
    "parvis.flows.bulk.continue_bulk": _("Go on with what is done to many cases"),
    "parvis.flows.bulk.undo_bulk": _("Undo what was done to many cases"),
    "parvis.flows.bulk.forget_bulks": _("Forget what can no longer be undone"),
    "parvis.flows.reply.send_queued": _("Send an answer"),
    "parvis.flows.reply.tend_outbox": _("Look after answers on their way"),
    "parvis.flows.webhooks.tell_webhooks": _("Gather news for webhooks"),
    "parvis.flows.webhooks.deliver": _("Tell a webhook"),
    "parvis.flows.webhooks.tidy_deliveries": _("Forget old messages to webhooks"),
    "parvis.core.tasks.tidy": _("Tidy up"),
}


def task_words(name: str) -> str:
    return str(TASKS.get(name, name))


def error_words(error: str) -> str:
    """The last line of a traceback says what went wrong; the rest says where."""
    lines = [line.strip() for line in error.strip().splitlines() if line.strip()]
    return lines[-1] if lines else str(_("No reason was kept."))
