"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import bulk, escalation, intake, reply, triage, watches, webhooks

__all__ = ["bulk", "escalation", "intake", "reply", "triage", "watches", "webhooks"]
