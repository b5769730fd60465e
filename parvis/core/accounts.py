"""What an account chooses for itself."""

from __future__ import annotations

from parvis.core.models import Account


def speak(account: Account, language: str) -> None:
    """The language of its pages and mails from now on."""
    Account.objects.filter(pk=account.pk).update(language=language)
