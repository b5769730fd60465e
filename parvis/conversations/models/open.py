"""What is open to the team: everything but the sealed rooms of our own community.

The default manager leaves sealed rows out, so that a query which does not think of them cannot show them. Whoever has the
right (the community's own pages, erasure, retention) asks `sealed_too` by name.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from parvis.conversations.rules import SEALED

M = TypeVar("M", bound=models.Model)


class OpenPlaces(models.Manager[M]):
    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().exclude(visibility=SEALED)


class Open(models.Manager[M]):
    """Of rows with a column `sealed`."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(sealed=False)
