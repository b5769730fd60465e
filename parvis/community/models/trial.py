"""A product test: its call, who applied, the parcels on their way, and what testers found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.conversations.models import Post
from parvis.core.models import Account, Brand


class Trial(models.Model):
    """What its call is written from, frozen at the first application. `way`: hand | lot | both (`rules.trials`).

    `value`: of what each tester receives; `asked`: of testers; `starts_at`, `due_at`: from when it is tested, until when feedback
    is due; `countries`, `criteria`: one chooses among the first, says yes to each of the second; `asks`: as an event's; `ships`:
    a parcel goes to each tester. `seed`, `seed_hash`, `list_hash`: as a contest's. `keep_days`: after `due_at`, who applied is
    forgotten. `feedbacks`: none, and no page looks for them.
    """

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    product = models.CharField(max_length=300)
    value = models.CharField(max_length=60)
    asked = models.TextField(blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    way = models.CharField(max_length=4)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    age_days = models.PositiveSmallIntegerField(default=0)
    trust = models.PositiveSmallIntegerField(default=0)
    countries = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    asks = models.JSONField(default=list)
    ships = models.BooleanField(default=True)
    keep_days = models.PositiveSmallIntegerField(default=90)
    seed = models.CharField(max_length=64)
    seed_hash = models.CharField(max_length=64)
    list_hash = models.CharField(max_length=64, blank=True)
    applied = models.PositiveIntegerField(default=0)
    feedbacks = models.PositiveIntegerField(default=0)
    announced_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.topic_id} {self.product}"


class TrialEntry(models.Model):
    """A member who applied. `state`: `rules.trials.State`; `marked_by`: who picked it, or set it aside `because`; `ticket`: by
    which it finds itself in the list of the lot, `by_lot`: it stood there; `turn`: its number on the waiting list. `told`:
    answers to what the call asks, `folded`: their words, by which the team looks for them; `letter`: the state of which it was told last, by mail. `member` None = forgotten."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9)
    country = models.CharField(max_length=60, blank=True)
    told = models.JSONField(default=list)
    folded = models.TextField(blank=True)
    ticket = models.CharField(max_length=16)
    by_lot = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0)
    because = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True, blank=True)
    letter = models.CharField(max_length=9, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "member"], name="trial_entry_once"),
            models.UniqueConstraint(fields=["topic", "ticket"], name="trial_ticket_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["topic", "state", "turn"], name="trial_by_state")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.state}"


class TrialParcel(models.Model):
    """What goes to a tester. `sealed`: name and postal address, opened for who ships alone; b"" = erased, or not given yet.
    `state`: `rules.trials.Parcel`; `problem`: what is wrong with it, in the words of who said so."""

    entry = models.OneToOneField(TrialEntry, models.CASCADE, primary_key=True, related_name="parcel")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    sealed = models.BinaryField(default=bytes)
    state = models.CharField(max_length=8)
    carrier = models.CharField(max_length=60, blank=True)
    tracking = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"


class TrialFeedback(models.Model):
    """What a tester found, and the post that says it to everybody; `post` None = its author was forgotten."""

    entry = models.OneToOneField(TrialEntry, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    post = models.OneToOneField(Post, models.SET_NULL, null=True, related_name="+")
    rating = models.PositiveSmallIntegerField()
    pros = models.CharField(max_length=1000, blank=True)
    cons = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["topic", "rating", "entry"], name="trial_by_rating")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.rating}"
