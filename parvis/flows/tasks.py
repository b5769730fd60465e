"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import contacts, intake, likeness, portable, reply, retention, triage, watches, webhooks

__all__ = ["contacts", "intake", "likeness", "portable", "reply", "retention", "triage", "watches", "webhooks"]
