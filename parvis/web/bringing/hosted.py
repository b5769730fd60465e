from __future__ import annotations

from django.urls import path

from parvis.web.bringing.views import old

urlpatterns = [
    path("old/<path:rest>", old.led, name="bringing_old"),
    path("me/claim", old.claim, name="bringing_claim"),
]
