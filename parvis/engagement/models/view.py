"""What of the inbox somebody keeps at hand, and where they were last."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Brand, Seat


class SavedView(models.Model):
    """Filters of the inbox under a name. `seat` None = shared by the team. `asked`: the parameters of the address."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    asked = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "name"], condition=models.Q(seat=None), name="view_once_for_the_team"
            ),
            models.UniqueConstraint(fields=["brand", "seat", "name"], name="view_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Habit(models.Model):
    """How one seat works: the view that its inbox opens with, and up to when it knows what happened."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    seat = models.OneToOneField(Seat, models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"habit of {self.seat_id}"
