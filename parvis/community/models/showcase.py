"""Members whom the team presents, and what members have made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.upload import Upload
from parvis.core.models import Account, Brand


class Spotlight(models.Model):
    """The team would present a member, in these words; it is seen once the member agreed to them (`agreed_at`), until the
    member or the team takes it back (`ended_at`). Other words are agreed to anew."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    text = models.CharField(max_length=600)
    position = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "position", "id"], name="spotlight_in_order")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.text[:40]}"


class Work(models.Model):
    """Something that a member made and shows to the others. Hidden by a moderator once `hidden_at` is set."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    link = models.URLField(max_length=500, blank=True)
    picture = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="+")
    picture_alt = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "-id"], name="work_recent")]

    def __str__(self) -> str:
        return self.title
