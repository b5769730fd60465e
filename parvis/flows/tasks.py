"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import escalation, intake, reply, triage, watches, webhooks

__all__ = ["escalation", "intake", "reply", "triage", "watches", "webhooks"]
