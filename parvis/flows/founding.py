"""The first brand of an installation, ready to work in: an owner, rules that open cases, somebody to sign as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from parvis.core import accounts
from parvis.core.messages import Message
from parvis.core.models import Account, Seat
from parvis.engagement.actions.settings import start_rules
from parvis.outbox.actions.personas import Signing, add_persona


@transaction.atomic
def found(name: str, translate: Callable[[str], str], *, at: datetime) -> tuple[Account, str] | None:
    """The owner and their password; None when somebody is there already. `translate`: into the brand's language."""
    founded = accounts.found(name, at=at)
    if founded is None:
        return None
    owner, _password = founded
    brand = Seat.objects.select_related("brand").get(account=owner).brand
    start_rules(brand, translate)
    # Nobody has said their name yet: the team signs, and whoever answers is invited to do so under their own.
    add_persona(brand, Signing(name=Message("The team").render(translate), quality=""), by=owner, at=at)
    return founded
