"""What we told somebody that we would do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Account, Brand, Seat
from parvis.outbox.models import Outgoing
from parvis.people.models import Note, Person


class Promise(models.Model):
    """Written down by hand, from an answer of ours (`outgoing`) or a note. `owner`: whose word it is to keep.

    Neither kept nor broken = still owed; late past `due_at`. `by`: who wrote it down; `settled_by`: who said what came of it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    outgoing = models.ForeignKey(Outgoing, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="promise_settled_once", condition=Q(kept_at=None) | Q(broken_at=None))
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-at", "-id"], name="promise_to_person"),
            models.Index(
                fields=["brand", "due_at", "id"], name="promise_owed", condition=Q(kept_at=None, broken_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
