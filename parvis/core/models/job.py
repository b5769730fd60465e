"""Work that outlives a request: the lease queue of SQLite installations, the schedule, and the rate buckets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A call to make. `token` fences: a worker whose lease was taken over can no longer finish it.

    `state`: ready, running, done, failed, replaced (it failed while an equal job waited: that one carries on).
    On PostgreSQL Procrastinate keeps the jobs that wait and run; only those that failed for good are copied here.
    """

    task = models.CharField(max_length=120)
    queue = models.CharField(max_length=32, default="default")
    args = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=8, default="ready")
    run_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    max_attempts = models.SmallIntegerField(default=5)
    lease_until = models.DateTimeField(null=True)
    token = models.BigIntegerField(default=0)
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001  NULL means "no key"; "" would collide
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-priority", "run_at"], name="job_ready", condition=Q(state="ready")),
            models.Index(fields=["lease_until"], name="job_running", condition=Q(state="running")),
        ]
        constraints: ClassVar = [
            # One equal job waiting is enough. One that runs may have read its data already: it does not count.
            models.UniqueConstraint(fields=["key"], name="job_key_waiting", condition=Q(state="ready"))
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"


class Schedule(models.Model):
    """When a periodic task ran last, so that several processes run it once."""

    task = models.CharField(max_length=120, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.task


class Bucket(models.Model):
    """A rate limit (GCRA): `tat` is the theoretical arrival time, in seconds since the epoch."""

    key = models.CharField(max_length=120, primary_key=True)
    tat = models.FloatField(default=0)

    def __str__(self) -> str:
        return self.key
