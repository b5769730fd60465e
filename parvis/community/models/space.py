"""The rooms of the house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Group
from parvis.conversations.models import Place
from parvis.core.models import Account, Brand


class Space(models.Model):
    """A room: one place that the brand owns, so that all that works on places works on it.

    `kind`: a preset of one engine (`rules.kinds`); `access`: public | members | groups | secret (`rules.access`); `policy`: what
    the room asks of those who write (`rules.policy`), JSON. `topic_count`: topics that stand. Closed: read, not written.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    place = models.OneToOneField(Place, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    icon = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=16, default="discussion")
    access = models.CharField(max_length=8, default="public")
    policy = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    topic_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "slug"], name="space_once")]

    def __str__(self) -> str:
        return self.name


class SpaceGroup(models.Model):
    """A group that a space is open to. `may`: read | write."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    may = models.CharField(max_length=5, default="write")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "group"], name="space_group_once")]

    def __str__(self) -> str:
        return f"{self.space_id} {self.may} {self.group_id}"
