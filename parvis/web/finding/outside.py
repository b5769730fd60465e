from __future__ import annotations

from django.urls import path

from parvis.web.finding.views import sitemap

urlpatterns = [path("robots.txt", sitemap.robots, name="robots")]
