"""A signed-in owner, and how a test reads a page of the settings."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from parvis.core.models import Seat

TABS = [
    "",
    "team/",
    "personas/",
    "rules/",
    "targets/",
    "hours/",
    "escalation/",
    "reading/",
    "journal/",
    "programs/",
    "jobs/",
]


def signed_in(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.account)
    client.cookies["parvis_language"] = "en"
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def said_at(answer: Any, field: str) -> str:
    """The error that stands at a field; a page that has none there fails the test."""
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', text(answer), re.S)
    assert found, f"nothing said at {field}"
    return found[1]
