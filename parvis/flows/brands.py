"""What a brand says of itself, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.core import brands
from parvis.core.brands import Portrait
from parvis.core.models import Account, Brand
from parvis.listening.actions import recount_days


@transaction.atomic
def portray(brand: Brand, portrait: Portrait, *, by: Account, at: datetime) -> None:
    """Days begin in the brand's time zone: where it changes, what was counted by day is counted anew."""
    before = brand.timezone
    brands.portray(brand, portrait, by=by, at=at)
    if brand.timezone != before:
        recount_days(brand.pk)
