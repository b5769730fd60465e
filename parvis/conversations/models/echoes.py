"""Posts that say the same, grouped: one message, however often it was copied."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models.post import Post
from parvis.core.models import Account, Brand


class EchoGroup(models.Model):
    """One message and all who repeated it. `count`: its members, but for those that a person took out; `first`: the first
    of them that we met."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    first = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+", db_index=False)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"×{self.count}"


class Echo(models.Model):
    """A post as a member of a group. `similarity`: to the first, in hundredths; `out_at`: a person said that it is none."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(EchoGroup, models.CASCADE, related_name="echoes", db_index=False)
    post = models.OneToOneField(Post, models.CASCADE, related_name="echo")
    similarity = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, blank=True)
    out_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "-at", "-id"], name="echo_of_group")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.similarity} %"


class EchoKey(models.Model):
    """By what a later copy of this post is found (`echoes.Sketch`); only of posts that copy no other, for a time. `day`: of
    the post, counted from year 1."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    key = models.BigIntegerField()
    day = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "key", "day"], name="echo_key"),
            models.Index(fields=["day"], name="echo_key_old"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.key}"
