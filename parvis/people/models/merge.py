"""That two people are one, or are not: said by whom, when, and how to undo it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Account, Brand
from parvis.people.models.person import Person


class Merge(models.Model):
    """`loser`'s identities went to `winner`. `snapshot` holds what is needed to put everything back."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    winner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    loser = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    score = models.FloatField(default=1.0)
    snapshot = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["loser"], condition=models.Q(undone_at=None), name="merge_lost_once")
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"


class NotSame(models.Model):
    """Somebody refused the suggestion: never propose this pair again. `low` < `high` by id."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    low = models.ForeignKey(Person, models.CASCADE, related_name="+")
    high = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["low", "high"], name="not_same_once")]

    def __str__(self) -> str:
        return f"{self.low_id} ≠ {self.high_id}"
