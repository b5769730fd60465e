"""What people did, in order, in a chain that shows any later change."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from parvis.core.models.brand import Account, Brand


class AppendOnly(Exception):
    """Somebody tried to change or remove what is only ever added to."""


class JournalLines(models.QuerySet["Journal"]):
    """Lines are read and added; the database refuses updates too (migration 0002)."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise AppendOnly("journal lines do not change")

    def delete(self) -> NoReturn:
        raise AppendOnly("journal lines are not removed")


class Journal(models.Model):
    """One line per act. `hash` covers the line and `prev_hash`: editing or removing a line breaks the chain."""

    objects = JournalLines.as_manager()

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    object = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "seq"], name="journal_line_once")]
        indexes: ClassVar = [
            models.Index(fields=["brand", "object", "-seq"], name="journal_of_object"),
            models.Index(fields=["brand", "actor", "-seq"], name="journal_of_actor"),
            models.Index(fields=["brand", "verb", "-seq"], name="journal_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.object}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("journal lines do not change")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly("journal lines are not removed")


class Credential(models.Model):
    """Secrets of one account on one network, sealed with a key that is not in the database.

    `settings`: what may be seen of the account, for the places it opens. `renew_at`: no renewal before (somebody is at
    it, or the last try failed); None = when it is due.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    network = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    sealed = models.BinaryField()
    scopes = models.JSONField(default=list)
    settings = models.JSONField(default=dict)
    expires_at = models.DateTimeField(null=True, blank=True)
    renew_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "network", "name"], name="credential_once")]

    def __str__(self) -> str:
        return f"{self.network} {self.name}"


class Event(models.Model):
    """Something that open pages should hear of. Written in the transaction of its cause; pruned after an hour."""

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    ref = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.topic} {self.ref}"
