"""What a community wears, and what it says of its accessibility."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from parvis.community.models.community import Community
from parvis.core.models import Brand


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
