"""What a member follows, and whom it would rather not read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.space import Space
from parvis.core.models import Brand


class SpaceState(models.Model):
    """How much a member wants to hear of a space. `level`: watching | muted; without a row, as the house does."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    level = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "space"], name="space_state_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.level} {self.space_id}"


class MemberTie(models.Model):
    """What one member is to another: `kind`: follow | mute | block (`rules.ties.Tie`). The other is not told."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "other"], name="member_tie_once"),
            models.CheckConstraint(condition=~models.Q(member=models.F("other")), name="member_tie_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.other_id}"
