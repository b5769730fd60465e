from __future__ import annotations

from django.urls import path

from parvis.web.dressing.views import access, look

urlpatterns = [
    path("community/look", look.look, name="dressing"),
    path("community/look/sample.svg", look.sample, name="dressing_sample"),
    path("community/look/<str:where>", look.hang, name="dressing_hang"),
    path("community/accessibility", access.access, name="dressing_access"),
]
