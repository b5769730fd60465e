"""Who may be one person: proposals that wait for somebody, and what finds them without comparing everybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Account, Brand
from parvis.people.models.person import Identity, Person


class Suggestion(models.Model):
    """Two people who may be one. `low` < `high` by id. `evidence`: [{"kind", "weight", "text", "params"}], heaviest first.

    It waits while both still stand for themselves and nobody refused it. `aside_until`: somebody will decide later.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    low = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    high = models.ForeignKey(Person, models.CASCADE, related_name="+")
    score = models.FloatField()
    evidence = models.JSONField(default=list)
    at = models.DateTimeField()
    aside_until = models.DateTimeField(null=True, blank=True)
    aside_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["low", "high"], name="suggested_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "-score", "-id"], name="suggestion_best")]

    def __str__(self) -> str:
        return f"{self.low_id} ~ {self.high_id} {self.score:.2f}"


class MatchKey(models.Model):
    """What an identity has in common with others who may be the same person: the hash of "kind:value" (rules/keys)."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["identity", "key"], name="match_key_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "key", "identity"], name="match_key")]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.key:x}"


class Comparing(models.Model):
    """How far a brand's identities are compared. `newest`: newcomers up to this identity; `round`: where the slow second
    look stands, which starts again at its end because profiles change."""

    brand = models.OneToOneField(Brand, models.CASCADE, primary_key=True, related_name="+")
    newest = models.BigIntegerField(default=0)
    round = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.brand_id} {self.newest}"
