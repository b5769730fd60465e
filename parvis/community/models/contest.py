"""A contest, who takes part, and how its winners are found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.core.models import Account, Brand


class Contest(models.Model):
    """What its rules are written from, frozen at the first entry. `way`: draw | vote | jury (`rules.contests`).

    `seed`: drawn when the contest is set, shown once it is closed; `seed_hash`: shown from the beginning. `list_hash`: of the
    tickets, fixed at the closing. `age_days`, `trust`: what a member must have to enter. `keep_days`: after the closing, who took
    part is forgotten. `asks`: as an event's.
    """

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    organiser = models.CharField(max_length=300)
    prize = models.CharField(max_length=300)
    value = models.CharField(max_length=60)
    winners = models.PositiveSmallIntegerField(default=1)
    way = models.CharField(max_length=5)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    age_days = models.PositiveSmallIntegerField(default=0)
    trust = models.PositiveSmallIntegerField(default=0)
    asks = models.JSONField(default=list)
    keep_days = models.PositiveSmallIntegerField(default=90)
    seed = models.CharField(max_length=64)
    seed_hash = models.CharField(max_length=64)
    list_hash = models.CharField(max_length=64, blank=True)
    entries = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    awarded_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.topic_id} {self.way}"


class ContestEntry(models.Model):
    """A member takes part. `ticket`: by which it finds itself in the public list; `words`: what it entered, where one votes or a
    jury reads; `place`: among the winners, 0 = none. `member` None = forgotten, as the rules said."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    ticket = models.CharField(max_length=16)
    words = models.TextField(blank=True)
    told = models.JSONField(default=list)
    votes = models.PositiveIntegerField(default=0)
    place = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "member"], name="contest_entry_once"),
            models.UniqueConstraint(fields=["topic", "ticket"], name="contest_ticket_once"),
        ]

    def __str__(self) -> str:
        return self.ticket


class ContestVote(models.Model):
    """A member's one vote in a contest that members decide."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    entry = models.ForeignKey(ContestEntry, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "member"], name="contest_vote_once")]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.entry_id}"
