"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import (
    bulk,
    contacts,
    escalation,
    exploring,
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
    "bulk",
    "contacts",
    "escalation",
    "exploring",
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
