"""What of django-allauth stands in this house: its models and its inner workings, none of its pages nor of its addresses.

Its app configurations do more than we need as they get ready (they load every provider, with an HTTP client): ours wait
until somebody signs in that way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allauth.account.apps import AccountConfig
from allauth.mfa.apps import MFAConfig
from allauth.socialaccount.apps import SocialAccountConfig

APPS = [
    "parvis.site.signing_in.Accounts",
    "parvis.site.signing_in.SecondFactors",
    "parvis.site.signing_in.Elsewhere",
    "allauth.socialaccount.providers.openid_connect",
]
ID = "abcdefghijklmnopqrstuvwxyz0123456789-"


class Accounts(AccountConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Nothing: its middleware and checks are for its own pages."""


class SecondFactors(MFAConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Nothing."""


class Elsewhere(SocialAccountConfig):  # type: ignore[misc]
    def ready(self) -> None:
        """Nothing: providers are loaded by the first sign-in through one."""


class BadProvider(ValueError):
    """The file of the providers cannot be read; the text says what to mend."""


def providers(data: Path, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The single sign-on providers, as allauth takes them; none without a file. Raises BadProvider.

    The file: `[[provider]]` tables with id, name, server, client_id, client_secret, and, as one likes, scope,
    `second_factor = true` (the provider asks for one itself), `domains` with `brand` and `role` (see docs/team.md).
    """
    named = environment.get("PARVIS_OIDC", "")
    path = Path(named).expanduser() if named else data / "oidc.toml"
    if not path.exists():
        if named:
            raise BadProvider(f"PARVIS_OIDC: there is no file {path}")
        return []
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProvider(f"{path}: {error}") from error
    return [_provider(one, str(path)) for one in told.get("provider", [])]


def _provider(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    for needed in ("id", "name", "server", "client_id", "client_secret"):
        if not isinstance(told.get(needed), str) or not told[needed]:
            raise BadProvider(f"{where}: a provider needs {needed}")
    if set(told["id"]) - set(ID):
        raise BadProvider(f"{where}: an id has small letters, digits and hyphens only")
    if told.get("domains") and not told.get("brand"):
        raise BadProvider(f"{where}: domains need the brand that they open (its short name)")
    settings: dict[str, Any] = {
        "server_url": told["server"],
        "second_factor": told.get("second_factor") is True,
        "domains": [str(domain).lower() for domain in told.get("domains", [])],
        "brand": told.get("brand", ""),
        "role": told.get("role", "observer"),
    }
    if "scope" in told:
        settings["scope"] = list(told["scope"])
    made = {key: told[key] for key in ("name", "client_id")}
    return {**made, "provider_id": told["id"], "secret": told["client_secret"], "settings": settings}
