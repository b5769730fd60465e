"""That two cases are one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Account, Brand
from parvis.engagement.models.case import Case


class CaseMerge(models.Model):
    """`loser` became part of `winner`. `before`: how both stood, and which cases were part of the loser until then.

    `winner_left`, `loser_left`: the versions it made; while they stand, nothing else happened and the undo is exact.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    winner = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    loser = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField()
    winner_left = models.PositiveIntegerField()
    loser_left = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="case_merged_once"),
            models.CheckConstraint(condition=~Q(winner=models.F("loser")), name="case_merge_of_two"),
        ]
        indexes: ClassVar = [models.Index(fields=["winner", "-id"], name="case_merge_of_winner")]

    def __str__(self) -> str:
        return f"{self.loser_id} → {self.winner_id}"
