"""Where people talk, and how far we have read there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models.open import OpenPlaces
from parvis.core.models import Brand, Credential, Seat


class Place(models.Model):
    """A blog, a mailbox, an account's mentions, a forum of our own: all are places.

    `address` is what its connector fetches; `url` is what a person opens. `network` names a connector.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    network = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    remote_id = models.CharField(max_length=500)
    address = models.CharField(max_length=2000)
    url = models.CharField(max_length=2000, blank=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, blank=True)
    owned = models.BooleanField(default=False)
    visibility = models.CharField(max_length=12, default="public")  # public | members | secret | sealed
    settings = models.JSONField(default=dict)
    tags = models.JSONField(default=list)
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, blank=True, related_name="+")
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    post_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)

    objects = OpenPlaces()
    sealed_too: ClassVar[models.Manager[Place]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "network", "kind", "remote_id"], name="place_once")
        ]

    def __str__(self) -> str:
        return self.name


class Stream(models.Model):
    """One cursor into a place. The cursor moves in the transaction of the posts that it passed.

    `problem`: the last failure as a code-free, translatable sentence: {"text", "params", "mend", "mend_params", "kind"}.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, models.CASCADE, related_name="streams")
    name = models.CharField(max_length=40, default="main")
    cursor = models.TextField(blank=True)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=36, blank=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)
    notices = models.JSONField(default=list)
    fetched_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "name"], name="stream_once")]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="stream_due")]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class SeatPlace(models.Model):
    """A place that a seat of limited sight was given: an agency guest sees these and no other."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["seat", "place"], name="seat_place_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} · {self.place_id}"
