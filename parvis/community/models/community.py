"""The house that a brand opens to its community."""

from __future__ import annotations

from django.db import models

from parvis.core.models import Account, Brand


class Community(models.Model):
    """One for a brand, at `/c/<the brand's slug>/`. Closed to everybody but the team once `ended_at` is set.

    `joining`: open | approval | invited. `charter`: what members agree to, in Markdown; `charter_version` grows with each
    rewording, and whoever agreed to none since `charter_demanded` agrees before writing. `access_version`: grows with each change of spaces, groups and rights, so that what processes compiled of
    them is compiled anew.
    """

    brand = models.OneToOneField(Brand, models.CASCADE, primary_key=True, related_name="+")
    name = models.CharField(max_length=120)
    tagline = models.CharField(max_length=200, blank=True)
    joining = models.CharField(max_length=8, default="open")
    charter = models.TextField(blank=True)
    charter_html = models.TextField(blank=True)
    charter_version = models.PositiveIntegerField(default=0)
    charter_demanded = models.PositiveIntegerField(default=0)
    access_version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name
