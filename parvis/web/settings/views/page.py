"""The frame that every sub-page of the settings stands in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from parvis.web.settings.tabs import tabs_of
from parvis.web.ui.door import DeskRequest


def show(
    request: DeskRequest, template: str, tab: str, context: dict[str, Any], status: int = 200, folder: str = "settings"
) -> HttpResponse:
    """`tab`: the route of the sub-page that is lit; `folder`: whose template it is."""
    whole = {**context, "tabs": tabs_of(request.desk, tab), "tab": tab}
    return render(request, f"{folder}/{template}.html", whole, status=status)
