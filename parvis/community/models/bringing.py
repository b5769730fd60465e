"""A community that comes from elsewhere: each import, what it made, who may claim it, and the addresses that it had."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.core.models import Account, Brand


class Bringing(models.Model):
    """One import of a forum. Its file and what was read of it lie in the data folder under `token` until it has ended.

    `kind`: discourse | phpbb | mbox | csv | archive | site; `origin`: the old forum, by which a second import knows what the
    first brought; `address`: of a site. `read`: lines that were read; `counts`, `problems`, `samples`: what the trial found,
    at `looked_at`. `private`: skip | seal; `opening`: public | members. Once `decided_at`: `done` of `total` posts are behind,
    `step` and `after` say where the next batch begins. `undone_at`: all that it brought is gone, but for `kept` topics in
    which members have answered since. `problem`: why it stopped, as JSON of a message.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=120)
    address = models.CharField(max_length=500, blank=True)
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    looked_at = models.DateTimeField(null=True, blank=True)
    private = models.CharField(max_length=4, default="skip")
    opening = models.CharField(max_length=8, default="public")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    step = models.CharField(max_length=8, default="people")
    after = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    rooms = models.PositiveIntegerField(default=0)
    topics = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)
    undo_at = models.DateTimeField(null=True, blank=True)
    undo_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    kept = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class BroughtThing(models.Model):
    """What an import made of something of the old forum. `kind`: person | room | topic | post; `target`: our id of it (of a
    person: the member's). So nothing is doubled by a second import, and a whole import can be taken back."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    bringing = models.ForeignKey(Bringing, models.CASCADE, related_name="+", db_index=False)
    origin = models.CharField(max_length=120)
    kind = models.CharField(max_length=6)
    remote = models.CharField(max_length=200)
    target = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "origin", "kind", "remote"], name="brought_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["bringing", "kind", "id"], name="brought_by"),
            models.Index(fields=["brand", "kind", "target"], name="brought_as"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.kind} {self.remote} → {self.target}"


class OldPerson(models.Model):
    """Somebody of an old forum who may come and claim what they wrote. `print`: of their address, which is kept nowhere."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    print = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "print"], name="old_person_known")]

    def __str__(self) -> str:
        return str(self.member_id)


class OldAddress(models.Model):
    """Where an address of an old forum leads. `path`: as `rules.oldways` writes it; `kind`: topic | post | room | person;
    `bringing` None: from a list of the team's."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    bringing = models.ForeignKey(Bringing, models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    kind = models.CharField(max_length=6)
    target = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "old addresses"
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "path"], name="old_address_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "kind", "target"], name="old_address_of")]

    def __str__(self) -> str:
        return f"{self.path} → {self.kind} {self.target}"


class ArchiveOut(models.Model):
    """The whole community as one file, made for whoever may take it away; it lies in the data folder under `token`.

    `sealed`: with the rooms that are not for the team. `done`: rows written; `ready_at`: it can be fetched.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    sealed = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.brand_id} {self.at}"
