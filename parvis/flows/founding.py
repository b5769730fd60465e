"""The first brand of an installation, ready to work in: an owner, rules that open cases, somebody to sign as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from parvis.core import accounts
from parvis.core.brands import Portrait
from parvis.core.messages import Message
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.actions.settings import start_rules
from parvis.flows.brands import portray
from parvis.outbox.actions.personas import Signing, add_persona, edit_persona
from parvis.outbox.models import Persona


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


@transaction.atomic
def present(
    brand: Brand, portrait: Portrait, *, name: str, by: Account, translate: Callable[[str], str], at: datetime
) -> None:
    """Who the brand is and who speaks for it: what the first screen asks. The signature of `by` follows their name.

    Raises personas.NameTaken when somebody else of the team signs with that name.
    """
    portray(brand, portrait, by=by, at=at)
    accounts.introduce(by, name, portrait.language)
    signing = Signing(name=name, quality=_quality(brand, translate), account=by)
    own = Persona.objects.filter(brand=brand, account=by, ended_at=None).order_by("pk").first()
    if own is None:
        add_persona(brand, signing, by=by, at=at)
    else:
        edit_persona(own, signing, by=by, at=at)


def _quality(brand: Brand, translate: Callable[[str], str]) -> str:
    return Message("on behalf of %(brand)s", {"brand": brand.name}).render(translate)
