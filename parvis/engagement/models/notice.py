"""What a person of the team should hear of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.models import Account, Brand, Seat
from parvis.engagement.models.case import Case


class Notice(models.Model):
    """One thing told to one person. `data`: what the sentence of its `kind` needs, by name; `case` None = about no case.

    `seen_at` None = not looked at yet. An equal notice (account, kind, case) that is not seen is renewed, not doubled.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            # Two workers that tell the same thing at once tell it once. Notices about no case stand each for itself.
            models.UniqueConstraint(
                fields=["account", "kind", "case"], condition=Q(seen_at=None), name="notice_unseen_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "account", "-at", "-id"], name="notice_of_account"),
            models.Index(fields=["brand", "account", "-id"], name="notice_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.account_id}"


class NoticeMail(models.Model):
    """A notice that also goes by mail, once, when its person likes to be mailed. States: `rules.deliveries.State`.

    `asked_by`: who sent it, and hears when it did not leave. `lease_until`: being sent, after it nobody knows whether it left.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    notice = models.OneToOneField(Notice, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, default="waiting")
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="notice_mail_due", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="notice_mail_leased", condition=Q(state="sending")),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"
