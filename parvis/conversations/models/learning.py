"""What people said instead of the machine, and what it learnt from them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F

from parvis.conversations.models.post import Post
from parvis.core.models import Account, Brand, Credential

MILLION = 1_000_000
LEAVES = 0.9
"""The share of posts that nobody corrected which a version must leave as they are before it may read by itself."""


class Correction(models.Model):
    """One thing that a person said of how a post was read; the same as the machine said is a confirmation.

    `facet`: sentiment | type | toxicity | spam | language | register; `label`: which type. `before`, `after`: codes, yes or no
    for a type and for spam. `was`: the columns of the reading as they stood, which is the way back.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="corrections", db_index=False)
    facet = models.CharField(max_length=12)
    label = models.CharField(max_length=12, blank=True)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12, blank=True)
    was = models.JSONField(default=dict)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post", "-id"], name="correction_of_post"),
            models.Index(fields=["brand", "-id"], name="correction_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.facet} {self.before} → {self.after}"


class BrandHead(models.Model):
    """What a brand's corrections taught, on top of the weights `base`: one version, kept with the figures that judge it.

    `weights`: packed as `analysis.learning.additive` does. `figures`: {"quiet", "facets": [{"facet", "n", "before", "after"}]};
    scores from 0 to 1, on examples that the measured weights had not seen. `up_to`: the last correction that it knows. Of those used and not given up, the one used last reads.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    base = models.CharField(max_length=64)
    weights = models.BinaryField(default=bytes)
    corrections = models.PositiveIntegerField()
    up_to = models.BigIntegerField()
    before = models.FloatField()
    after = models.FloatField()
    figures = models.JSONField(default=dict)
    trained_at = models.DateTimeField()
    trained_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    used_from = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    given_up_at = models.DateTimeField(null=True, blank=True)
    given_up_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "version"], name="brand_head_once")]
        indexes: ClassVar = [
            models.Index(
                "brand", F("used_from").desc(), name="brand_head_used",
                condition=models.Q(used_from__isnull=False, given_up_at=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.brand_id} v{self.version}"

    @property
    def better(self) -> bool:
        """Right more often, and hardly touching what nobody had complained of."""
        left = [row["after"] for row in self.figures.get("facets", []) if not row["facet"]]
        return self.after > self.before and min(left, default=1.0) >= LEAVES


class SecondReader(models.Model):
    """A back end that reads a brand's posts after the heads. `kind`: chat (an address) | onnx (a folder of this machine).

    `model`: as the address calls it, or the folder. `read_to`: the last post it was asked about. `spent`: tokens of `spent_on`,
    at most `tokens_a_day`, and at most what `money_a_day` buys at `price` for a million, in `currency`, where both are told. `problem`: why it did not answer, as a sentence that a page can translate. Off = `ended_at`.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    address = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=80)
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, blank=True, related_name="+")
    tokens_a_day = models.PositiveIntegerField(default=0)
    price = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    money_a_day = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR", blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    read_to = models.BigIntegerField(default=0)
    spent_on = models.DateField(null=True, blank=True)
    spent = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand"], name="second_reader_once", condition=models.Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.model}"

    @property
    def most_a_day(self) -> int:
        """Tokens that both budgets allow."""
        if not self.price or self.money_a_day is None:
            return self.tokens_a_day
        return min(self.tokens_a_day, int(self.money_a_day * MILLION / self.price))

    def cost(self, tokens: int) -> Decimal | None:
        """None where no price was told."""
        return None if self.price is None else (self.price * tokens / MILLION).quantize(Decimal("0.0001"))
