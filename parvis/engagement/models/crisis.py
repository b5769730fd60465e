"""A crisis: that it looks like one, the room where it is met, and what was done there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Account, Brand, Seat
from parvis.engagement.models.case import Case
from parvis.listening.models import Watch
from parvis.outbox.models import Outgoing, Persona
from parvis.people.models import Person


class CrisisProposal(models.Model):
    """« This looks like a crisis, because… »: `factors` and `score` as `rules.crisis` reckoned them, over `threshold`.

    Nothing follows from it until a person decides: `verdict` "opened" or "refused", by whom, when.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    looked_at = models.DateTimeField()
    score = models.FloatField()
    threshold = models.FloatField()
    factors = models.JSONField(default=list)
    watches = models.JSONField(default=list)
    verdict = models.CharField(max_length=8, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand"], condition=Q(verdict=""), name="crisis_one_proposal")
        ]
        indexes: ClassVar = [models.Index(fields=["brand", "-at", "-id"], name="crisis_proposals")]

    def __str__(self) -> str:
        return f"{self.score:.0f} {self.verdict}"


class Crisis(models.Model):
    """A room. `began_at`: from when on its posts count. `language`: of its checklist. `closed_at` with the post-mortem."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="fr")
    proposal = models.ForeignKey(CrisisProposal, models.SET_NULL, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    happened = models.TextField(blank=True)
    worked = models.TextField(blank=True)
    to_change = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "crises"
        indexes: ClassVar = [models.Index(fields=["brand", "-opened_at", "-id"], name="crisis_latest")]

    def __str__(self) -> str:
        return self.name


class CrisisWatch(models.Model):
    """A watch whose posts are the crisis."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["crisis", "watch"], name="crisis_watch_once")]

    def __str__(self) -> str:
        return f"{self.crisis_id} · {self.watch_id}"


class CrisisRole(models.Model):
    """Who does what in it: pilot, spokesperson, writer, approver, legal."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=12)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["crisis", "role", "seat"], condition=Q(ended_at=None), name="crisis_role_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.seat_id}"


class Statement(models.Model):
    """What we say in a crisis, prepared. `network` "" = everywhere; `persona`: who would sign it.

    `body` is worked on; `validated`: the words that somebody let pass, which alone the reply box offers. Reworded, it waits to be
    validated anew, and the words validated before are offered until then. `version` rises at each change.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    network = models.CharField(max_length=32, blank=True)
    persona = models.ForeignKey(Persona, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, blank=True)
    body = models.TextField()
    validated = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    validated_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    validated_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class StatementUse(models.Model):
    """That an answer let go carries a statement's words."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+", db_index=False)
    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["statement", "outgoing"], name="statement_used_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.outgoing_id}"


class CrisisTask(models.Model):
    """A line of the checklist. Done by whom, when; None = not yet."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    done_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text


class CrisisContact(models.Model):
    """Somebody of the community to be told before others: an ambassador. Informed by whom, when; None = not yet."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    added_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    informed_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    informed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["crisis", "person"], name="crisis_contact_once")]

    def __str__(self) -> str:
        return f"{self.crisis_id} · {self.person_id}"


class CrisisEvent(models.Model):
    """What was done in the room, by whom, when; `kind` "note" and "decision" are written by hand. Ids in `data`, no names."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=16)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["crisis", "-at", "-id"], name="crisis_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
