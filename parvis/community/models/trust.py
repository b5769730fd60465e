"""How far a member is trusted and why, and what it has earned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.conversations.models import Post
from parvis.core.models import Brand


class Trust(models.Model):
    """A member's standing (`Member.trust` is its level), as the daily count left it. Columns after `doubted_at`: what was
    counted then (`rules.trust.Measure`)."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    doubted_at = models.DateTimeField(null=True, blank=True)
    days = models.PositiveIntegerField(default=0)
    topics = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    heard = models.PositiveIntegerField(default=0)
    liked = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id}: {self.level}"


class MemberBadge(models.Model):
    """Something earned (`rules.badges`), and by which post, where one did."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "kind"], name="member_badge_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind}"
