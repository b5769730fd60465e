"""A conversation that somebody owes an answer to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Account, Brand, Department, Seat
from parvis.outbox.models import Outgoing
from parvis.people.models import Identity, Person


class Case(models.Model):
    """From the first word to the outcome. `due_at` is when the answer is late; None = nobody waits.

    `author`: of `post`, kept here so that a person's cases are read from an index of their own.
    `assignee` owns it; `department` and `expert`: with whom it is, for the time of a `Routing`.
    `merged_into`: the case that it is part of now, never one that is merged itself. `split_from`: it is about `post` alone.
    `escalate_at`: when escalation looks at it next, None = as soon as it can, since something changed.
    `version` rises at each change: a stale save is refused. `opened_by`: the rule's name, "" = by hand.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    author = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    type = models.CharField(max_length=12, default="other")  # complaint question help praise suggestion purchase crisis
    state = models.CharField(max_length=8, default="open")  # open | waiting | snoozed | closed
    priority = models.SmallIntegerField(default=0)
    assignee = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    expert = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    split_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    opened_by = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
    first_reply_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)  # answered resolved no_answer_needed duplicate spam
    escalate_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            # Split-off cases stand beside the one of their thread, one for each post.
            models.UniqueConstraint(
                fields=["thread"], condition=~Q(state="closed") & Q(split_from=None), name="case_one_open_per_thread"
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=~Q(state="closed") & Q(split_from__isnull=False),
                name="case_one_split_per_post",
            ),
            models.CheckConstraint(
                name="case_merged_is_closed", condition=Q(merged_into=None) | Q(state="closed", outcome="merged")
            ),
            # An open case without a time owed would stand nowhere in the inbox.
            models.CheckConstraint(
                name="case_open_is_owed",
                condition=~Q(state="open") | Q(due_at__isnull=False, waiting_since__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "due_at", "id"], name="case_to_do", condition=Q(state="open")),
            models.Index(fields=["brand", "assignee", "due_at", "id"], name="case_mine", condition=Q(state="open")),
            models.Index(fields=["brand", "state", "-updated_at", "-id"], name="case_by_state"),
            models.Index(fields=["thread", "-id"], name="case_of_thread"),
            models.Index(fields=["author", "-updated_at", "-id"], name="case_of_author"),
            models.Index(fields=["merged_into"], name="case_members", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["escalate_at"], name="case_escalating", condition=Q(state="open")),
            models.Index(fields=["snoozed_until"], name="case_snoozed", condition=Q(state="snoozed")),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.state}"


class CaseEvent(models.Model):
    """What happened to a case, for the people who take it over: notes, assignments, snoozes, outcome.

    `version`: of the case, as it made it or found it: what happened since a version that somebody saw. 0 = not known.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=16)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class CaseReply(models.Model):
    """The outgoing message that answers a case."""

    outgoing = models.OneToOneField(Outgoing, models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.case_id} · {self.outgoing_id}"
