"""What the team keeps of a person: notes, what they allowed, copies made for them, and who asked to be forgotten."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from parvis.core.models import Account, Brand
from parvis.core.models.journal import AppendOnly
from parvis.people.models.person import Person


class Note(models.Model):
    """What one should know before answering. `author` None = noted before notes had authors. Its author may reword it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-at", "-id"], name="note_of_person")]

    def __str__(self) -> str:
        return self.text[:60]


class Acts(models.QuerySet["Consent"]):
    """Acts are read and added, and go with their person; the database refuses updates too (migration 0004)."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise AppendOnly("acts of consent do not change")


class Consent(models.Model):
    """One act: the person gave or withdrew leave to be reached on `channel` for `purpose`, at `at`.

    `wording`: the version of the text that they agreed to; `proof`: where it can be seen; `by`: who wrote it down, at
    `recorded_at` (None = an import or a form).
    """

    objects = Acts.as_manager()

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=16)  # email message phone post public
    purpose = models.CharField(max_length=16)  # answer newsletter outreach test quote
    given = models.BooleanField()
    at = models.DateTimeField()
    wording = models.CharField(max_length=120, blank=True)
    proof = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-at", "-id"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose} {'+' if self.given else '-'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("acts of consent do not change")
        super().save(*args, **kwargs)


class Export(models.Model):
    """A copy of all that the house holds of a person, made on request. The file lies in the data folder under `token`.

    `done` of `total` posts are written; `ready_at`: it can be fetched; `problem`: why it could not be made.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=8)
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"


class Import(models.Model):
    """A table of contacts on its way in; the file lies in the data folder under `token` until it is read.

    `read`: the last line that is behind, moved in the transaction of what the lines brought. `refused`: how many were left
    out; each has its `RefusedLine`.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(db_index=True)
    read = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file_name} {self.read}"


class RefusedLine(models.Model):
    """A line of an import that was left out. `reason`: as JSON, {"text", "params"}; nothing of the line itself."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    table = models.ForeignKey(Import, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    reason = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "number"], name="refused_line_once")]

    def __str__(self) -> str:
        return f"{self.table_id}:{self.number}"


class Erased(models.Model):
    """Somebody (`kind` "identity", "handle"), one of their posts ("post") or threads ("thread") that must not come back.

    `hash`: keyed with the installation's own key (`core.tombstones`): whoever has the table alone can guess nothing.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    network = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "hash", "kind", "network"], name="erased_once")
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.kind}"
