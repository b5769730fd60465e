"""One person, many identities."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Brand


class Person(models.Model):
    """A human (or an organisation) behind identities. Posts never point here: a merge moves identities only."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, default="human")  # human | organisation | bot
    stage = models.CharField(max_length=20, blank=True)  # prospect, customer, fan, influencer, ambassador, partner
    languages = models.JSONField(default=list)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_contact_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "-last_seen_at", "-id"], name="person_recent"),
            models.Index(fields=["brand", "name", "id"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """A name under which somebody speaks on a network. `remote_id` is what never changes there.

    `person`: whose it is, as merges have it today. `home`: whose it was before any merge; None = it was never moved.
    `about`: what the profile says of itself.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    network = models.CharField(max_length=32)
    remote_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    avatar_url = models.CharField(max_length=1000, blank=True)
    about = models.TextField(blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identities")
    home = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    first_seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "network", "remote_id"], name="identity_once")
        ]

    def __str__(self) -> str:
        return self.handle or self.name or self.remote_id
