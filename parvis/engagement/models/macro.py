"""Answers and acts that a team has ready."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.core.models import Account, Brand


class Macro(models.Model):
    """A text with variables, and what is done with the case when it is used. `owner` None = shared by the team.

    `language` "" = for every conversation. `acts`: as `engagement.rules.macros.Acts` writes them.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    owner = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=8, blank=True)
    body = models.TextField(blank=True)
    acts = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "name"], condition=models.Q(owner=None), name="macro_once_for_the_team"
            ),
            models.UniqueConstraint(fields=["brand", "owner", "name"], name="macro_once"),
        ]

    def __str__(self) -> str:
        return self.name
