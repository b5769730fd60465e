"""Pages among the settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parvis.web.settings.tabs import tabs_of
from parvis.web.ui.door import DeskRequest

TAB = "settings_programs"


def show(request: DeskRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    whole = {**context, "tabs": tabs_of(request.desk, TAB), "tab": TAB}
    return render(request, f"programs/{template}.html", whole, status=status)
