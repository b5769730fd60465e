"""The file of the single sign-on providers."""

from __future__ import annotations

from pathlib import Path

import pytest

from parvis.site.signing_in import BadProvider, providers


def test_the_file_of_providers_is_read_and_its_faults_are_told(tmp_path: Path) -> None:
    assert providers(tmp_path, {}) == []
    file = tmp_path / "oidc.toml"
    file.write_text(
        '[[provider]]\nid = "house"\nname = "Maison"\nserver = "https://id.example"\nclient_id = "p"\n'
        'client_secret = "s"\ndomains = ["N.example"]\nbrand = "nocturne"\n'
    )
    [read] = providers(tmp_path, {})
    assert (read["provider_id"], read["settings"]["domains"], read["settings"]["role"]) == (
        "house",
        ["n.example"],
        "observer",
    )
    for wrong in ("[[provider]]", "not toml", file.read_text().replace('brand = "nocturne"', "")):
        file.write_text(wrong)
        with pytest.raises(BadProvider):
            providers(tmp_path, {})
    with pytest.raises(BadProvider):
        providers(tmp_path, {"PARVIS_OIDC": str(tmp_path / "nowhere.toml")})
