"""What people decide of posts in places that they moderate."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models.post import Post
from parvis.core.models import Account, Brand


class Moderation(models.Model):
    """One decision: asked here, then carried out in the place. `before`: how the post stood, which is the way back.

    `state`: asked | done | failed; `problem`: why it failed, or why it is tried again, as JSON that a page can translate.
    `because`: in our own community, what whoever wrote the post is told.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="moderations", db_index=False)
    act = models.CharField(max_length=8)
    before = models.CharField(max_length=8, blank=True)
    because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default="asked")
    attempts = models.PositiveSmallIntegerField(default=0)
    again_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post", "-id"], name="moderation_of_post"),
            models.Index(fields=["again_at"], name="moderation_asked", condition=models.Q(state="asked")),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.state}"
