"""Pictures that members bring."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.conversations.models import Post
from parvis.core.models import Brand


class Upload(models.Model):
    """A picture in the data folder (`core.pictures`). Who may read `post` may see it; until it stands in one, who brought it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["member", "-at"], name="upload_of_member"),
            models.Index(fields=["at"], name="upload_waiting", condition=models.Q(post=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}-{self.width}x{self.height}"

    @property
    def address(self) -> str:
        """Its last part: with its measures, so that a page keeps room for it."""
        return f"{self.pk}-{self.width}x{self.height}-{self.sha256[:12]}.webp"
