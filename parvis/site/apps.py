"""What of django-allauth stands in this house: its models and its inner workings, none of its pages nor of its addresses.

Its app configurations do more than we need as they get ready (they load every provider, with an HTTP client): ours wait
until somebody signs in that way.
"""

from __future__ import annotations

from allauth.account.apps import AccountConfig
from allauth.mfa.apps import MFAConfig
from allauth.socialaccount.apps import SocialAccountConfig


class Accounts(AccountConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Nothing: its middleware and checks are for its own pages."""


class SecondFactors(MFAConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Nothing."""


class Elsewhere(SocialAccountConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Nothing: providers are loaded by the first sign-in through one."""
