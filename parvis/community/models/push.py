"""Devices that a member lets call, and what is on its way to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.core.models import Brand


class Device(models.Model):
    """A browser of a member that takes messages, as of its yes at `agreed_at`; gone with it, with a no, or when its service
    says that it is no more.

    `endpoint`: address at the browser's own service; `endpoint_hash`: by which it is found; `key`, `secret`: with which
    messages to it are sealed (RFC 8291), as the browser gave them. `name`: how the browser calls itself.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64)
    key = models.CharField(max_length=120)
    secret = models.CharField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    agreed_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "endpoint_hash"], name="device_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.name}"


class DevicePush(models.Model):
    """A message to a device: sent once at most. Taken before it is sent, so that a crash loses it rather than sends it twice."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="+")
    said: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="push_old")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.at:%F %T}"
