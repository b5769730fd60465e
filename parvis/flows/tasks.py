"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import intake, moderate, reply, triage, watches, webhooks

__all__ = ["intake", "moderate", "reply", "triage", "watches", "webhooks"]
