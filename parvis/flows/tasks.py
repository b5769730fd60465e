"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import (
    alerts,
    bulk,
    contacts,
    crisis,
    escalation,
    intake,
    likeness,
    measuring,
    moderate,
    portable,
    renewal,
    reply,
    retention,
    triage,
    watches,
    webhooks,
)

__all__ = [
    "alerts",
    "bulk",
    "contacts",
    "crisis",
    "escalation",
    "intake",
    "likeness",
    "measuring",
    "moderate",
    "portable",
    "renewal",
    "reply",
    "retention",
    "triage",
    "watches",
    "webhooks",
]
