"""The first brand of an installation, ready to work in: an owner, rules that open cases, somebody to sign as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from parvis.core import accounts
from parvis.core.brands import Portrait, found_brand
from parvis.core.messages import Message
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.actions.settings import start_rules
from parvis.outbox.actions.personas import Signing, add_persona


@transaction.atomic
def found(name: str, translate: Callable[[str], str], *, at: datetime) -> tuple[Account, str] | None:
    """The owner and their password; None when somebody is there already. `translate`: into the brand's language."""
    founded = accounts.found(name, at=at)
    if founded is None:
        return None
    owner, _password = founded
    _furnish(Seat.objects.select_related("brand").get(account=owner).brand, owner, owner.name.title(), translate, at)
    return founded


@transaction.atomic
def found_another(portrait: Portrait, slug: str, translate: Callable[[str], str], *, by: Account, at: datetime) -> Seat:
    """One more brand of an installation, ready to work in. Raises `brands.KeepersOnly`, `brands.AddressTaken`."""
    seat = found_brand(portrait, slug, by=by, at=at)
    _furnish(seat.brand, by, by.name, translate, at)
    return seat


def _furnish(brand: Brand, owner: Account, name: str, translate: Callable[[str], str], at: datetime) -> None:
    start_rules(brand, translate)
    quality = Message("on behalf of %(brand)s", {"brand": brand.name}).render(translate)
    add_persona(brand, Signing(name=name, quality=quality, account=owner), by=owner, at=at)
