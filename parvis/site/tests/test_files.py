from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from parvis.site.files import FreshFiles


@pytest.fixture
def islands(settings: Any, tmp_path: Path) -> Path:
    settings.STATICFILES_DIRS = [tmp_path]
    built = tmp_path / "dist"
    built.mkdir()
    (built / "desk-old.js").write_text("export const built = 1;")
    return built


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page", status=404)


def test_a_running_server_serves_islands_that_were_rebuilt_under_new_names(islands: Path) -> None:
    server, ask = FreshFiles(page), RequestFactory().get
    assert server(ask("/static/dist/desk-old.js")).status_code == 200
    (islands / "desk-old.js").unlink()
    (islands / "desk-new.js").write_text("export const built = 2;")
    assert server(ask("/static/dist/desk-new.js")).status_code == 200
    assert server(ask("/static/dist/desk-old.js")).status_code == 404


@pytest.mark.parametrize("address", ["/static/../settings.py", "/static/dist/", "/static/dist/none.js", "/login"])
def test_looking_again_opens_nothing_else(islands: Path, address: str) -> None:
    (islands.parent.parent / "settings.py").write_text("SECRET = 1")
    assert FreshFiles(page)(RequestFactory().get(address)).status_code == 404
