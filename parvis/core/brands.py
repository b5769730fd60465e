"""What a brand says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from parvis.core import journal
from parvis.core.models import Account, Brand


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
