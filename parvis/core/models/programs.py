"""Programs that work for a brand: the keys with which they call, and where they are told of what happens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models.brand import Account, Brand, Seat
from parvis.core.models.journal import Credential


class ApiKey(models.Model):
    """A program calls with it in the name of a seat, never with more rights than the seat, nor than `permissions`.

    `prefix` names it in public; of the secret only `digest` (SHA-256) is kept.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Once(models.Model):
    """A write that was asked for under an Idempotency-Key. `status` None = under way, or cut: nobody knows."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=80, blank=True)
    body = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "key"], name="once_per_key")]
        indexes: ClassVar = [models.Index(fields=["at"], name="once_age")]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address that is told of a brand's news. `topics`: what it hears; the secret in `credential` signs each delivery.

    `told_seq`: the journal's line up to which deliveries were made; `told_hit`: the same of hits, from `first_hit` on.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=2000)
    topics = models.JSONField(default=list)
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, related_name="+")
    told_seq = models.PositiveBigIntegerField(default=0)
    told_hit = models.PositiveBigIntegerField(default=0)
    first_hit = models.PositiveBigIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message to one webhook. `event`: unique there, so that news are never made twice; `state`: waiting, sent, failed."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="+", db_index=False)
    event = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    payload = models.JSONField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.JSONField(null=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-id"], name="delivery_latest"),
            models.Index(fields=["due_at"], name="delivery_due", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.event}"
