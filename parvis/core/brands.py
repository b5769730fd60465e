"""What a brand says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from parvis.core import journal
from parvis.core.accounts import keeps_house
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role


class KeepersOnly(Exception):
    """Only who keeps the installation founds a brand."""


class AddressTaken(Exception):
    """Another brand has this short name, which stands in its addresses."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """`language`: the brand's own; `languages`: those its posts are read in; `timezone`: a name of the IANA database."""

    name: str
    language: str
    languages: Sequence[str]
    timezone: str


@transaction.atomic
def portray(brand: Brand, portrait: Portrait, *, by: Account, at: datetime) -> None:
    """Posts read already keep the language they were read in. The address of its pages stays."""
    brand.name, brand.language = portrait.name, portrait.language
    brand.languages, brand.timezone = list(portrait.languages), portrait.timezone
    brand.save(update_fields=["name", "language", "languages", "timezone"])
    said = {"name": brand.name, "language": brand.language, "languages": brand.languages, "timezone": brand.timezone}
    journal.record(brand, actor=by, verb="brand.changed", object=f"brand:{brand.pk}", data=said, at=at)


def short_name(name: str) -> str:
    """`La Veilleuse` → `la-veilleuse`: a proposal for the brand's addresses."""
    return slugify(name)[:60].strip("-") or "marque"


@transaction.atomic
def found_brand(portrait: Portrait, slug: str, *, by: Account, at: datetime) -> Seat:
    """One more brand, whose owner is its founder. Raises KeepersOnly, AddressTaken."""
    if not keeps_house(by):
        raise KeepersOnly
    brand = Brand(
        name=portrait.name, slug=slug, language=portrait.language, languages=list(portrait.languages),
        timezone=portrait.timezone, created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            brand.save()
    except IntegrityError:
        raise AddressTaken(slug) from None
    seat = Seat.objects.create(account=by, brand=brand, role=Role.OWNER.value, created_at=at)
    of = f"brand:{brand.pk}"
    journal.record(brand, actor=by, verb="brand.founded", object=of, data={"name": brand.name}, at=at)
    return seat


@transaction.atomic
def ask_second_factor(brand: Brand, wanted: bool, *, by: Account, at: datetime) -> None:
    """From the next page on, its team signs in with more than a password (or as each one likes)."""
    if (brand.second_factor_at is not None) == wanted:
        return
    brand.second_factor_at = at if wanted else None
    brand.save(update_fields=["second_factor_at"])
    verb = "brand.second_factor_asked" if wanted else "brand.second_factor_left"
    journal.record(brand, actor=by, verb=verb, object=f"brand:{brand.pk}", data={}, at=at)


def share(brand_id: int) -> None:
    """Write about a brand's people beside others, until the transaction ends; waits while somebody `hold`s the brand.

    SQLite has one writer: nothing to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM core_brand WHERE id = %s FOR KEY SHARE", [brand_id])


def hold(brand_id: int) -> None:
    """Nobody who `share`s the brand, or adds a row to it, writes until the transaction ends."""
    Brand.objects.select_for_update().only("pk").get(pk=brand_id)
