"""Who signs for the brand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.outbox.models import Persona


class NameTaken(Exception):
    """Another persona of the brand has this name: the public could not tell them apart."""


@dataclass(frozen=True, slots=True)
class Signing:
    """`account`: whose it is, None = the team's. `signature`: written by hand, "" = composed from name and quality."""

    name: str
    quality: str
    account: Account | None = None
    signature: str = ""


@transaction.atomic
def add_persona(brand: Brand, signing: Signing, *, by: Account, at: datetime) -> Persona:
    """Raises NameTaken."""
    persona = Persona(brand=brand)
    return _save(persona, signing, "persona.added", by, at)


@transaction.atomic
def edit_persona(persona: Persona, signing: Signing, *, by: Account, at: datetime) -> Persona:
    """What is sent already keeps the signature it had. Raises NameTaken."""
    return _save(persona, signing, "persona.edited", by, at)


@transaction.atomic
def end_persona(persona: Persona, *, by: Account, at: datetime) -> None:
    """Nobody signs with it any more; what it signed stays. Ending twice changes nothing."""
    if Persona.objects.filter(pk=persona.pk, ended_at=None).update(ended_at=at):
        _tell(persona, "persona.ended", by, at)


def _save(persona: Persona, signing: Signing, verb: str, by: Account, at: datetime) -> Persona:
    persona.name, persona.quality = signing.name.strip()[:80], signing.quality.strip()[:120]
    persona.account, persona.signature = signing.account, signing.signature.strip()
    try:
        with transaction.atomic():
            persona.save()
    except IntegrityError:
        raise NameTaken(persona.name) from None
    _tell(persona, verb, by, at)
    return persona


def _tell(persona: Persona, verb: str, by: Account, at: datetime) -> None:
    journal.record(
        persona.brand, actor=by, verb=verb, object=f"persona:{persona.pk}", data={"name": persona.name}, at=at
    )
