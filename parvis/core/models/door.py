"""Who is signed in, who is invited, and who keeps the house."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from parvis.core.models.brand import Account, Brand, Department, Seat
from parvis.core.roles import Role


class Session(AbstractBaseSession):
    """A browser that is signed in, or one that only looked at the porch (`account_id` None).

    `device`: the browser as it names itself; `network`: its address without the part that tells one machine from its
    neighbours. The columns are copied out of the session's own data at each save, so that they can be listed.
    """

    account_id = models.BigIntegerField(null=True, db_index=True)
    device = models.CharField(max_length=300, blank=True)
    network = models.CharField(max_length=45, blank=True)
    opened_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        raise NotImplementedError("ask `core.sessions`")


class Invitation(models.Model):
    """A seat that waits for somebody. It ends by one of three: accepted, revoked, or too late.

    Only the hash of its link is kept: the link itself is shown once. `email` "" = for whoever holds the link.
    `places`: ids of the places that a guest will see.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="+")
    places = models.JSONField(default=list)
    language = models.CharField(max_length=8, default="fr")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["brand", "-invited_at"],
                name="invitation_open",
                condition=models.Q(accepted_at=None, revoked_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email or '*'} → {self.brand_id} {self.role}"


class Keeper(models.Model):
    """An account that keeps the installation: it founds brands. Given to the first owner, and by the command."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(ended_at=None), name="keeper_once")
        ]

    def __str__(self) -> str:
        return str(self.account)
