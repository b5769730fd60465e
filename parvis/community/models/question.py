"""What a question has beside its posts: the answer that solved it, and what members think of each answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Brand


class Acceptance(models.Model):
    """The answer that solved a question, as its asker or a moderator says. Taken back, the row goes."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.topic_id} ← {self.post_id}"


class AnswerScore(models.Model):
    """How many members found an answer useful: the count of its `AnswerVote`s."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["topic", "-votes", "post"], name="answer_best")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.votes}"


class AnswerVote(models.Model):
    """A member found an answer useful. Taken back, the row goes."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "member"], name="answer_vote_once")]

    def __str__(self) -> str:
        return f"{self.member_id} ↑ {self.post_id}"


class TitleWord(models.Model):
    """A stem of a topic's title, by which the same question is found while somebody types it again."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    stem = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "stem", "-topic"], name="title_word")]

    def __str__(self) -> str:
        return self.stem


class Signature(models.Model):
    """In whose quality a member of the team wrote a post, as it was then. `role`: team | expert; `name`: the persona's, ""
    = under its own; `department` "" = none."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=6)
    name = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.role} {self.department}"
