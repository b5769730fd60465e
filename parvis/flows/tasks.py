"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import connect, escalation, intake, measuring, moderate, reply, triage, watches, webhooks

__all__ = ["connect", "escalation", "intake", "measuring", "moderate", "reply", "triage", "watches", "webhooks"]
