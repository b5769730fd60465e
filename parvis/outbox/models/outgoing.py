"""What the brand says, who signs it, and how far it has gone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Account, Brand
from parvis.people.models import Identity


class Persona(models.Model):
    """Who signs: a person's own name, on behalf of the brand, said visibly. `account` None = shared by the team."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    quality = models.CharField(max_length=120)  # « community manager de Nocturne »
    signature = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "name"], name="persona_once")]

    def __str__(self) -> str:
        return self.name


class Outgoing(models.Model):
    """A message on its way out. States and their only passages stand in `outbox.rules`.

    `key` is drawn before the first call and never changes: it is how we find the message again in the place.
    `version` rises at each saved edit: a stale save is refused. `queued_at`: when a person let it go. `send_at`: queued,
    not before. `addressee`: who wrote `reply_to`, kept so that what was said to somebody has an index of its own.
    `lease_until`: sending, its process is taken for dead after it; `attempts` fences its news. `look_at`:
    unconfirmed, when the place is searched next. `doubted`: an earlier call may have published it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="+")
    reply_to = models.ForeignKey(Post, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+", db_index=False)
    persona = models.ForeignKey(Persona, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="draft")
    key = models.CharField(max_length=64, unique=True)
    version = models.PositiveIntegerField(default=1)
    queued_at = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True)
    doubted = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)
    remote_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thread", "-id"], name="outgoing_of_thread"),
            models.Index(
                fields=["addressee", "-sent_at", "-id"], name="outgoing_to", condition=models.Q(sent_at__isnull=False)
            ),
            models.Index(
                fields=["brand", "state", "id"],
                name="outgoing_unfinished",
                condition=models.Q(
                    state__in=["draft", "review", "approved", "queued", "sending", "unconfirmed", "failed", "by_hand"]
                ),
            ),
            # What the machine itself must see to, over all brands: a handful of rows whatever was ever sent.
            models.Index(
                fields=["state", "updated_at"],
                name="outgoing_moving",
                condition=models.Q(state__in=["queued", "sending", "unconfirmed"]),
            ),
        ]
        constraints: ClassVar = [
            # One draft per author and thread: an autosave finds its own.
            models.UniqueConstraint(
                fields=["thread", "author"], condition=models.Q(state="draft"), name="outgoing_one_draft"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.key}"
