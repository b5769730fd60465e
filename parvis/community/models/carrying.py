"""What moderators carried from one topic to another, so that old addresses lead on and it can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand


class Carriage(models.Model):
    """`kind`: split (`target` was made for it) | merge (`source` is empty since). Undone once `undone_at` is set."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5)
    source = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    target = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} → {self.target_id}"


class CarriedPost(models.Model):
    """A post that stood in `topic` as number `seq`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    carriage = models.ForeignKey(Carriage, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["topic", "seq"], name="carried_from")]

    def __str__(self) -> str:
        return f"{self.topic_id}#{self.seq} → {self.post_id}"
