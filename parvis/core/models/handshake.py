"""A person on their way to a network and back."""

from __future__ import annotations

from django.db import models

from parvis.core.models.brand import Account, Brand


class Handshake(models.Model):
    """An access asked for at a network, until the person comes back. Good once, for a while, in the session it began in.

    `state`, `session`: hashes. `sealed`: the verifier (PKCE) and the app. `used_at`: when they came back.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    network = models.CharField(max_length=32)
    level = models.CharField(max_length=32)
    state = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=64)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.network} {self.created_at:%F %T}"
