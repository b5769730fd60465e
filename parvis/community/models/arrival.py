"""Whoever is on their way in: an address to be proved, a request that waits for the team, a link that lets people in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from parvis.community.models.member import Member
from parvis.core.models import Account, Brand


class MemberInvitation(models.Model):
    """A link of the team by which `most` people may come in. Its secret is kept nowhere, only its fingerprint."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    most = models.PositiveIntegerField(default=1)
    taken = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.brand_id} {self.taken}/{self.most}"


class SignUp(models.Model):
    """Somebody without an account gave an address. The account is made when its link is opened, so that nobody holds one
    under another's address; then this row goes.

    `password`: hashed; unusable for who will use a passkey. `account`: made at once, where the house could send no mail:
    its address is nobody's word but its own.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    handle = models.CharField(max_length=40)
    password = models.CharField(max_length=128)
    language = models.CharField(max_length=8)
    invitation = models.ForeignKey(MemberInvitation, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["email"], name="sign_up_of")]

    def __str__(self) -> str:
        return self.email


class Applicant(models.Model):
    """An account that asks to come in where the team decides. `member`: what it became; refused = decided without one."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    handle = models.CharField(max_length=40)
    why = models.CharField(max_length=600, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "account"], condition=models.Q(decided_at=None), name="applicant_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["brand", "asked_at", "id"], name="applicant_waiting")]

    def __str__(self) -> str:
        return self.name
