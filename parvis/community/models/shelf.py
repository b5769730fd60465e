"""Collections that the community shows: a member's own, or one of the team's desk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.boards.models import Collection
from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand


class Shelf(models.Model):
    """`member`'s own, filled here; or a `collection` of the desk as the desk fills it, shown by the team to everybody or to
    members (`access`: public | members)."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    collection = models.OneToOneField(Collection, models.CASCADE, null=True, related_name="+")
    access = models.CharField(max_length=8, default="public")
    name = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member=None, collection__isnull=False) | Q(member__isnull=False, collection=None),
                name="shelf_of_one",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["brand", "-id"], name="shelf_recent")]

    def __str__(self) -> str:
        return self.name


class ShelfItem(models.Model):
    """A topic, a post of one, or an address elsewhere, with why it is kept."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    url = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    position = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["shelf", "position", "id"], name="shelf_item_in_order")]

    def __str__(self) -> str:
        return self.title or self.url or f"topic {self.topic_id}"
