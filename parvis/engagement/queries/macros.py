"""Macros that one person may use or mend, and what their variables stand for."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from parvis.core.models import Account, Seat
from parvis.engagement.models import Case, Macro
from parvis.engagement.rules.macros import Values


def macros_of(brand_id: int, account: Account) -> QuerySet[Macro]:
    """Their own first, then the team's, by name."""
    rows = Macro.objects.filter(Q(owner=account) | Q(owner=None), brand_id=brand_id)
    return rows.order_by(F("owner").asc(nulls_last=True), "name", "pk")


def macros_for(case: Case, seat: Seat, language: str, *, most: int = 200) -> list[Macro]:
    """What the picker offers in a conversation in `language`: those in it and those in none."""
    rows = macros_of(case.brand_id, seat.account).filter(Q(language=language) | Q(language=""))
    return list(rows[:most])


def values_for(case: Case, seat: Seat) -> Values:
    """`person` is the name under which they write in this very place: what we know of them from elsewhere stays there."""
    author = case.post.author
    return Values(
        person=(author.name or author.handle) if author else "",
        brand=case.brand.name,
        me=seat.account.name,
    )
