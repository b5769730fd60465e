"""When and where members meet, and who comes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.community.models.topic import Topic
from parvis.core.models import Account, Brand


class Happening(models.Model):
    """An event. `timezone`: where it takes place, by whose clock its hours are told. `seats` 0 = for as many as come.

    `asks`: what one is asked when signing up, [label, needed]. `taken`, `waiting`: counted in the transaction of each answer;
    `last_turn`: numbers given to those who asked for a seat, in their order. `online`: shown to who has a seat.
    """

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    place = models.CharField(max_length=200, blank=True)
    online = models.URLField(max_length=500, blank=True)
    seats = models.PositiveIntegerField(default=0)
    asks = models.JSONField(default=list)
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "starts_at", "topic"], name="happening_when")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.starts_at:%F %R}"


class Coming(models.Model):
    """A member's answer: yes | maybe | no. `seat`: in | waiting, "" for who does not come for sure. `turn`: its number among
    those who asked for a seat. `told`: answers to what the event asks. `seated_at`: since when it has its seat."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=5)
    seat = models.CharField(max_length=7, blank=True)
    turn = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=list)
    at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    came_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "member"], name="coming_once")]
        indexes: ClassVar = [models.Index(fields=["topic", "seat", "turn"], name="coming_turn")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.answer} {self.seat}"
