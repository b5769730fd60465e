"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import bulk, intake, reply, triage, watches

__all__ = ["bulk", "intake", "reply", "triage", "watches"]
