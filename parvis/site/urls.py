"""Every address of the installation."""

from __future__ import annotations

from django.urls import include, path

from parvis.site.health import healthz

urlpatterns = [path("healthz", healthz), path("", include("parvis.api.urls")), path("", include("parvis.web.urls"))]
handler400 = "parvis.web.ui.errors.bad_request"
handler404 = "parvis.web.ui.errors.not_found"
handler403 = "parvis.web.ui.errors.forbidden"
handler500 = "parvis.web.ui.errors.broken"
