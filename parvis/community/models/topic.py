"""A thread as the community shows it, and how far each member has read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.space import Space
from parvis.conversations.models import Thread
from parvis.core.models import Account, Brand


class Topic(models.Model):
    """What lists and pages ask of a thread, in one row of their own: external threads stand in no list of the community.

    `space` None = private messages, for its `TopicMember`s only. `kind`: as the space's when it was begun, or "message".
    `post_count`: posts that stand, the first included; `last_seq`: as the thread's. `version`: grows with everything
    that changes what a page of it shows: pages are kept by it. `reaction_count`: at all its posts: none, and no page looks for
    them. `pinned_at`, `closed_at`, `hidden_at`: who did it, when.
    `state`: what its kind says of it in lists ("solved", "planned"); `score`: votes for it; `polls`: how many it holds.
    `previews`: pages shown at its posts; `mentions`: pages elsewhere that are shown to speak of it: none, and no page looks.
    """

    thread = models.OneToOneField(Thread, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    space = models.ForeignKey(Space, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    bumped_at = models.DateTimeField()
    last_author = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    post_count = models.PositiveIntegerField(default=1)
    last_seq = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, blank=True)
    score = models.PositiveIntegerField(default=0)
    polls = models.PositiveSmallIntegerField(default=0)
    reaction_count = models.PositiveIntegerField(default=0, db_default=0)
    previews = models.PositiveIntegerField(default=0, db_default=0)
    mentions = models.PositiveIntegerField(default=0, db_default=0)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_because = models.CharField(max_length=300, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            # The room beside the order: rows of rooms that a reader may not enter are passed over in the index itself.
            models.Index(
                fields=["brand", "-bumped_at", "-thread", "space"], name="topic_recent",
                condition=models.Q(hidden_at=None),
            ),
            models.Index(
                fields=["space", "-bumped_at", "-thread"], name="topic_of_space", condition=models.Q(hidden_at=None)
            ),
            # By what an answer does not change: neither is written again when a topic moves up.
            models.Index(fields=["space", "state", "-thread"], name="topic_by_state", condition=models.Q(hidden_at=None)),
            models.Index(fields=["space", "-score", "-thread"], name="topic_by_score", condition=models.Q(hidden_at=None)),
            models.Index(fields=["space"], name="topic_pinned", condition=models.Q(pinned_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class TopicMember(models.Model):
    """A member who takes part in private messages. `left_at`: it follows them no longer."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "member"], name="topic_member_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} · {self.member_id}"


class TopicState(models.Model):
    """How far a member has read, and how much it wants to hear. `level`: "" (as the house does) | watching | muted.

    One watermark instead of a row for each post read. `marks`: bookmarks in this topic: none, and no page looks for them.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    read_seq = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=8, blank=True)
    marks = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member", "topic"], name="topic_state_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.topic_id} → {self.read_seq}"
