"""A case that waits for somebody who knows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Account, Brand, Department, Seat
from parvis.engagement.models.case import Case


class Routing(models.Model):
    """A question about a case, from its asking to its return. `returned_at` None = it is there now.

    `expert`: asked by name, then only they see it; else everybody of `department`. `asked_by` None = the rule of that name.
    `whole_thread`, `notes`, `person`: what the sender shared beside the post that opened the case.
    `outcome`: answered needs_more not_ours by those asked; withdrawn when the sender took it back; closed with its case.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    expert = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=120, blank=True)
    question = models.TextField(blank=True)
    whole_thread = models.BooleanField(default=True)
    notes = models.BooleanField(default=False)
    person = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(returned_at=None), name="routing_one_place_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "-id"], name="routing_of_case"),
            models.Index(fields=["brand", "-asked_at", "-id"], name="routing_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.department_id or self.expert_id} {self.outcome}"
