"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import intake, reply, retention, triage, watches

__all__ = ["intake", "reply", "retention", "triage", "watches"]
