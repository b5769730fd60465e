"""What we say in a crisis: drafted, validated by a person, used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.core.models import Account
from parvis.engagement.actions.crisis import happened, hold_open
from parvis.engagement.models import Case, Crisis, Statement, StatementUse
from parvis.engagement.queries.crisis import open_crises
from parvis.outbox.models import Outgoing, Persona

LONGEST = 10_000


class StaleStatement(Exception):
    """Somebody changed it since it was shown: nothing was validated. `stored`: how it stands."""

    def __init__(self, stored: Statement) -> None:
        super().__init__(f"version {stored.version} stands")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Wording:
    """`network`, `language` "" = for all."""

    name: str
    body: str
    network: str = ""
    language: str = ""
    persona: Persona | None = None


@transaction.atomic
def write_statement(
    crisis: Crisis, wording: Wording, *, by: Account, at: datetime, statement: Statement | None = None, version: int = 0
) -> Statement:
    """A new one, or another wording of `statement`, seen at `version`. What was validated before stays offered until the new
    words are validated. Raises crisis.Closed, StaleStatement, ValueError without words."""
    held = hold_open(crisis)
    body = wording.body.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST]
    name = wording.name.replace("\0", "").strip()[:80]
    if not body or not name:
        raise ValueError("no words")
    made = statement is None
    one = Statement(brand_id=held.brand_id, crisis=held, version=0) if statement is None else _held(statement, version)
    one.name, one.body, one.network, one.language = name, body, wording.network, wording.language
    one.persona, one.written_by, one.written_at, one.version = wording.persona, by, at, one.version + 1
    one.save()
    happened(held, "statement_made" if made else "statement_worded", by, at, {"statement": one.pk, "text": body})
    return one


@transaction.atomic
def validate_statement(statement: Statement, *, version: int, by: Account, at: datetime) -> Statement:
    """These very words may be said. Raises crisis.Closed, StaleStatement when others stand there now."""
    held = hold_open(statement.crisis)
    one = _held(statement, version)
    one.validated, one.validated_by, one.validated_at = one.body, by, at
    one.save(update_fields=["validated", "validated_by", "validated_at"])
    happened(held, "validated", by, at, {"statement": one.pk, "text": one.body})
    return one


@transaction.atomic
def withdraw_statement(statement: Statement, *, by: Account, at: datetime) -> None:
    """No longer to be said: offered nowhere. What was sent stays sent. Raises crisis.Closed."""
    held = hold_open(statement.crisis)
    if Statement.objects.filter(pk=statement.pk, removed_at=None).update(removed_at=at):
        happened(held, "withdrawn", by, at, {"statement": statement.pk, "text": statement.validated or statement.body})


def _held(statement: Statement, version: int) -> Statement:
    one = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if one.version != version or one.removed_at is not None:
        raise StaleStatement(one)
    return one


@transaction.atomic
def note_uses(outgoing: Outgoing, case: Case | None, *, at: datetime) -> int:
    """An answer is let go: which validated statements of open crises its words carry. One query where there is no crisis."""
    crises = open_crises(outgoing.brand_id)
    if not crises:
        return 0
    said, found = _plain(outgoing.body), 0
    standing = Statement.objects.filter(crisis__in=crises, removed_at=None).exclude(validated="")
    for statement in standing.select_related("crisis__brand"):
        if _plain(statement.validated) not in said:
            continue
        told = {"brand_id": outgoing.brand_id, "case": case, "at": at}
        _use, new = StatementUse.objects.get_or_create(statement=statement, outgoing=outgoing, defaults=told)
        if new:
            found += 1
            data = {"statement": statement.pk, "outgoing": outgoing.pk, "case": case.pk if case else None}
            happened(statement.crisis, "used", outgoing.author, at, data)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())
