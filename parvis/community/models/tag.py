"""Words under which topics of all spaces are found together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.topic import Topic
from parvis.core.models import Brand


class Tag(models.Model):
    """`name`: as it was written first."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "slug"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class TopicTag(models.Model):
    """`Topic.tagged` holds the same for its page."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "topic"], name="topic_tag_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} · {self.topic_id}"
