"""Every flow that has a job, so that importing this file registers them all."""

from parvis.flows import (
    bulk,
    connect,
    contacts,
    escalation,
    intake,
    likeness,
    measuring,
    moderate,
    portable,
    reply,
    retention,
    triage,
    watches,
    webhooks,
)

__all__ = [
    "bulk",
    "connect",
    "contacts",
    "escalation",
    "intake",
    "likeness",
    "measuring",
    "moderate",
    "portable",
    "reply",
    "retention",
    "triage",
    "watches",
    "webhooks",
]
