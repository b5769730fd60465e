"""One act on many cases at once, and the way back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Account, Brand
from parvis.engagement.models.case import Case


class Bulk(models.Model):
    """What somebody did to a selection. `act`: as `engagement.rules.bulk.Act` writes it.

    `ended_at` None = its next part is still to come; `undone_at`: when they took it back.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    act = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "account", "-id"], name="bulk_of_account")]

    def __str__(self) -> str:
        return f"bulk {self.pk}"


class BulkCase(models.Model):
    """One case of a bulk. `seen`: the version that was selected; `left`: the one that the act left.

    `before`: how it stood, and under "routing" the question to a department that the act ended. `state`: todo, done, stale (changed meanwhile: left as it was), back (undone), kept (changed after the act: not undone).
    """

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="cases", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField()
    left = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict)
    state = models.CharField(max_length=5, default="todo")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulk", "case"], name="bulk_case_once")]
        indexes: ClassVar = [
            models.Index(fields=["bulk", "id"], name="bulk_to_do", condition=Q(state="todo")),
            models.Index(fields=["bulk", "state", "id"], name="bulk_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.case_id}"
