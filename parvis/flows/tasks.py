"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import connect, intake, measuring, reply, triage, watches

__all__ = ["connect", "intake", "measuring", "reply", "triage", "watches"]
