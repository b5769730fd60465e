"""That two people are one, or are not: said by whom, when, and how to undo it. Why: docs/decisions/0011-merging-people.md"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Account, Brand
from parvis.people.models.person import Person


class Merge(models.Model):
    """`loser`, and all who were merged into them, count as `winner` until it is undone. Standing merges make a forest.

    `reason`: "hand", "suggestion" or "verified". `snapshot`: the evidence that was shown, for whoever looks back.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    winner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    loser = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    score = models.FloatField(default=1.0)
    snapshot = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["loser"], condition=models.Q(undone_at=None), name="merge_lost_once")
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"


class NotSame(models.Model):
    """Somebody said that these are two: neither they nor those who count as them are proposed again. `low` < `high` by id."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    low = models.ForeignKey(Person, models.CASCADE, related_name="+")
    high = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["low", "high"], name="not_same_once")]

    def __str__(self) -> str:
        return f"{self.low_id} ≠ {self.high_id}"


class Apart(models.Model):
    """What somebody was by themselves, kept for as long as a merge makes them part of somebody, or somebody part of them."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    stage = models.CharField(max_length=20, blank=True)
    languages = models.JSONField(default=list)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_contact_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"
