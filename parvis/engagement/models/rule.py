"""Which posts open a case, and how soon an answer is owed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Brand, Department


class TriageRule(models.Model):
    """Read in `position` order; the first that fits decides. `conditions` are listed in `engagement.rules`.

    `department`: its cases go there at once, with `question`.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    conditions = models.JSONField(default=dict)
    opens = models.BooleanField(default=True)
    type = models.CharField(max_length=12, blank=True)
    priority = models.SmallIntegerField(default=0)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    question = models.TextField(blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "name"], name="triage_rule_once")]

    def __str__(self) -> str:
        return self.name


class ResponseTarget(models.Model):
    """How long people wait for us at most, in minutes of open time, or of the clock (`around_the_clock`).

    `network` "", `kind` (of the post) "" and `priority` None stand for every other; `rules.targets` says which decides.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    network = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=16, blank=True)
    priority = models.SmallIntegerField(null=True, blank=True)
    minutes = models.PositiveIntegerField()
    around_the_clock = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "network", "kind"], condition=Q(priority=None), name="target_once"
            ),
            # NULL differs from NULL: two constraints make one key.
            models.UniqueConstraint(
                fields=["brand", "network", "kind", "priority"],
                condition=Q(priority__isnull=False),
                name="target_once_by_priority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.kind} {self.priority} {self.minutes}"


class OpeningHours(models.Model):
    """When a brand is at work. No row: always. `week`: seven lists of [from, to] in minutes of the day, Monday first.

    `country`, `region`: whose public holidays close it, "" = nobody's; `closings`: days of its own (`rules.calendar`).
    `version` rises at each change: a stale save is refused.
    """

    brand = models.OneToOneField(Brand, models.CASCADE, primary_key=True, related_name="+")
    week = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=8, blank=True)
    closings = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.brand_id} {self.country}"
