"""What an idea has beside its posts: who wants it, and what became of it. Its status and its votes stand on the topic."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.core.models import Account, Brand


class IdeaVote(models.Model):
    """A member wants it. `through`: the idea that brought the vote when it was merged into this one."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    through = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "member"], name="idea_vote_once")]

    def __str__(self) -> str:
        return f"{self.member_id} ↑ {self.topic_id}"


class IdeaStep(models.Model):
    """A change of an idea's status, with the word that everybody reads. `was`, `state`: `rules.ideas`, "new" among them."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    was = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    word = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["topic", "-id"], name="idea_steps")]

    def __str__(self) -> str:
        return f"{self.was} → {self.state}"


class IdeaMerge(models.Model):
    """An idea that lives on in another. Undone, the row goes, and the votes that it brought."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    into = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.topic_id} → {self.into_id}"
