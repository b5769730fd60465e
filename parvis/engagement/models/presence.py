"""Who has a case before their eyes just now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Brand, Seat
from parvis.engagement.models.case import Case


class Presence(models.Model):
    """One seat at one case, renewed by signs of life and gone with them: the table holds what is open now, nothing else.

    `typing_at`: when they last wrote in the reply box there, None = they only look.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    typing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seat"], name="presence_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "seen_at"], name="presence_by_sign")]

    def __str__(self) -> str:
        return f"{self.seat_id} at {self.case_id}"
