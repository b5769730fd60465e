"""What of django-allauth stands in this house, and the single sign-on providers. Read by the settings: no Django here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

APPS = [
    "parvis.site.apps.Accounts",
    "parvis.site.apps.SecondFactors",
    "parvis.site.apps.Elsewhere",
    "allauth.socialaccount.providers.openid_connect",
]
ID = "abcdefghijklmnopqrstuvwxyz0123456789-"


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
