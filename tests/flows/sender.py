"""A real process that sends, for tests that kill it: `python -m tests.flows.sender COMMAND PORT [OPTION]`.

queue          a new message, queued with its job; prints its id and key
work ID DIE    what a worker does with that job; DIE = the moment at which the process kills itself, or "never"
restart ID     what a new process does later: the job again, then the recovery; prints the state and the problem
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.site.settings"

import django

django.setup()

from parvis.connectors.registry import all_connectors  # noqa: E402  Django first
from parvis.core.models import Account, Brand  # noqa: E402
from parvis.flows import reply  # noqa: E402
from parvis.outbox.actions.drafts import Writing, save_draft  # noqa: E402
from parvis.outbox.models import Outgoing  # noqa: E402
from parvis.outbox.tests.conversation import a_place, a_post  # noqa: E402
from tests.flows.plaza import Plaza  # noqa: E402

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def queue() -> None:
    number = Brand.objects.count()
    brand = Brand.objects.create(name="Nocturne", slug=f"nocturne-{number}", created_at=AT)
    account = Account.objects.create(email=f"ines-{number}@nocturne.example", name="Inès", created_at=AT)
    post = a_post(a_place(brand, at=AT), at=AT)
    draft = save_draft(post, Writing("Bonjour", None), by=account, at=AT)
    reply.let_go(draft, by=account, at=AT)
    print(json.dumps({"id": draft.pk, "key": draft.key}))


def restart(outgoing_id: int) -> None:
    at = AT + timedelta(minutes=1)
    for _ in range(12):  # minutes pass; each tends the outbox and works off what is queued
        reply.send_reply(outgoing_id, at)
        reply.recover(at)
        at += timedelta(minutes=1)
    stored = Outgoing.objects.get(pk=outgoing_id)
    print(json.dumps({"state": stored.state, "problem": stored.problem, "post": stored.post_id}))


if __name__ == "__main__":
    command, port, *options = sys.argv[1:]
    die = options[1] if len(options) > 1 else ""
    all_connectors()["plaza"] = Plaza(
        int(port), die=die, patience=20.0, finds="blind" not in options, idempotent="same" in options
    )
    match command:
        case "queue":
            queue()
        case "work":
            reply.send_reply(int(options[0]), AT)
        case "restart":
            restart(int(options[0]))
