"""What members do around posts: drafts, reactions, marks; and what moderators carried elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.space import Space
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Brand


class Draft(models.Model):
    """What a member has begun to write and not published: an answer to `topic`, or a new topic in `space`."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "topic"], name="draft_of_topic_once"),
            models.UniqueConstraint(fields=["member", "space"], name="draft_of_space_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.body[:40]}"


class PostReaction(models.Model):
    """A member's sign at a post. `kind`: `rules.reactions`. `topic`: where the post stands now."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "kind", "member"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.post_id}"


class Bookmark(models.Model):
    """A post that a member wants to find again. Nobody else sees it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "post"], name="bookmark_once")]
        indexes: ClassVar = [models.Index(fields=["member", "-at", "-id"], name="bookmark_recent")]

    def __str__(self) -> str:
        return f"{self.member_id} ★ {self.post_id}"
