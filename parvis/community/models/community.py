"""The house that a brand opens to its community, what it wears, and what it says of its accessibility."""

from __future__ import annotations

from typing import Any, ClassVar

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

    @property
    def worn(self) -> Look | None:
        """What it wears, where the team has chosen something; with `select_related("look")` no query."""
        return getattr(self, "look", None)

    @property
    def stated(self) -> AccessStatement | None:
        """What it says of its accessibility, once the team has said it; as `worn`."""
        return getattr(self, "access", None)


class Look(models.Model):
    """None = the house's own. `colours`: {"light": {"ground", "ink", "accent"}, "dark": …}, or {}; checked by `rules.looks`.

    `logo`, `logo_dark`, `emblem` (square, of icons): hash and size of a picture, "<sha256> <width>x<height>"; "" = none.
    `words`: {"fr": {"members": …}, "en": …}. `domain`: the host name at which it stands, "" = the house's. `version` grows with
    each change: it is in the addresses of the sheet, the logos and the icons, so that browsers keep them for ever.
    """

    community = models.OneToOneField(Community, models.CASCADE, primary_key=True, related_name="look")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1)
    colours: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    font = models.CharField(max_length=12, default="house")
    logo = models.CharField(max_length=80, blank=True)
    logo_dark = models.CharField(max_length=80, blank=True)
    emblem = models.CharField(max_length=80, blank=True)
    words: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    domain = models.CharField(max_length=253, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain"], name="look_domain_once", condition=~models.Q(domain=""))
        ]

    def __str__(self) -> str:
        return f"{self.community_id} v{self.version}"


class AccessStatement(models.Model):
    """What French law asks a site to say (RGAA 4, declaration). `state`: full | partial | none; `rate`: criteria met, in
    percent, None = not audited; `failures`, `burdens`, `outside`: one a line."""

    community = models.OneToOneField(Community, models.CASCADE, primary_key=True, related_name="access")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    organisation = models.CharField(max_length=160)
    state = models.CharField(max_length=8, default="partial")
    rate = models.PositiveSmallIntegerField(null=True, blank=True)
    auditor = models.CharField(max_length=160, blank=True)
    assessed_on = models.DateField()
    failures = models.TextField(blank=True)
    burdens = models.TextField(blank=True)
    outside = models.TextField(blank=True)
    email = models.EmailField()
    contact = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.community_id} {self.state}"
