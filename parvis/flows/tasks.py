"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import intake, likeness, reply, triage, watches, webhooks

__all__ = ["intake", "likeness", "reply", "triage", "watches", "webhooks"]
