"""Polls and surveys inside a topic, and what members chose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.core.models import Account, Brand


class Poll(models.Model):
    """One question is a poll, several are a survey.

    `questions`: as `rules.polls` reads them; `tally`: counted in the transaction of each ballot. `shows`: to whom results are
    shown (`rules.polls.Shows`). `salt`: until it is closed, by which an anonymous ballot is found again by its voter; "" after.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    questions = models.JSONField()
    tally = models.JSONField(default=dict)
    voters = models.PositiveIntegerField(default=0)
    anonymous = models.BooleanField(default=False)
    shows = models.CharField(max_length=8)
    salt = models.CharField(max_length=64, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.topic_id}: {len(self.questions)}"


class PollVoter(models.Model):
    """That a member voted. What it chose stands in a `Ballot`; of an anonymous poll nothing joins the two once it is closed."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "member"], name="poll_voter_once")]

    def __str__(self) -> str:
        return f"{self.poll_id} · {self.member_id}"


class Ballot(models.Model):
    """What somebody chose. `key`: "m" and the member's id, or of an anonymous poll what `rules.polls.ballot_key` makes of it.

    `answers`: by id of question. `member` None = anonymous.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    answers = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "key"], name="ballot_once")]

    def __str__(self) -> str:
        return f"{self.poll_id} · {self.key[:8]}"
