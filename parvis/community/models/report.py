"""What members ask the moderators to look at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand


class Report(models.Model):
    """A post that a member shows to the moderators: of private messages, it is all that they see.

    `why`: `rules.reports.Why`. `decision`: "" (waits) | kept | taken (away). `member` None = whoever reported it has left.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=8)
    words = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()
    decision = models.CharField(max_length=5, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "member"], name="report_once")]
        indexes: ClassVar = [
            models.Index(fields=["brand", "at", "id"], name="report_waiting", condition=models.Q(decision="")),
            models.Index(fields=["brand", "-decided_at", "-id"], name="report_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.post_id}"
