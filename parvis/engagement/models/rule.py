"""Which posts open a case, and how soon an answer is owed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Brand, Department


class TriageRule(models.Model):
    """Read in `position` order; the first that fits decides. `conditions` are listed in `engagement.rules`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    conditions = models.JSONField(default=dict)
    opens = models.BooleanField(default=True)
    type = models.CharField(max_length=12, blank=True)
    priority = models.SmallIntegerField(default=0)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "name"], name="triage_rule_once")]

    def __str__(self) -> str:
        return self.name


class ResponseTarget(models.Model):
    """How long people of one network wait for us, in minutes. `network` "" = every other network."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    network = models.CharField(max_length=32, blank=True)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "network"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.network} {self.minutes}"
