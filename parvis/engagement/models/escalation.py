"""What happens by itself when an answer takes too long."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Brand, Department, Seat
from parvis.engagement.models.case import Case


class EscalationStep(models.Model):
    """After `amount` (`unit`: percent of the target, or minutes of open time), do `act` (`rules.escalation.Act`).

    `type` "" = for cases of every type. `seat`: whom to tell, None = owners and managers. `since`: it looks at no earlier
    moment. `removed_at`: it acts no more; what it did keeps its name.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    unit = models.CharField(max_length=8)
    amount = models.PositiveIntegerField()
    act = models.CharField(max_length=16)
    type = models.CharField(max_length=12, blank=True)
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "unit", "amount"], name="step_standing", condition=Q(removed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}: {self.act}"


class Escalation(models.Model):
    """That a step was taken for a case, in the waiting that began at `since`: once, whoever runs and however often."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    step = models.ForeignKey(EscalationStep, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "step", "since"], name="escalation_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "-at", "-id"], name="escalation_latest")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step_id} {self.at}"
