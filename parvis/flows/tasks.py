"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import intake, reply, triage, watches, webhooks

__all__ = ["intake", "reply", "triage", "watches", "webhooks"]
