"""Every address of the installation."""

from __future__ import annotations

from django.urls import include, path, re_path

from parvis.site.api import api
from parvis.site.health import healthz
from parvis.site.measures import metrics

urlpatterns = [
    path("health", healthz),
    path("healthz", healthz),
    path("metrics", metrics),
    re_path(r"^api/v1/(?P<rest>[\s\S]+)$", api),  # a line break too: whatever is asked there, the API answers
    path("", include("parvis.web.urls")),
]
handler400 = "parvis.web.ui.errors.bad_request"
handler404 = "parvis.web.ui.errors.not_found"
handler403 = "parvis.web.ui.errors.forbidden"
handler500 = "parvis.web.ui.errors.broken"
