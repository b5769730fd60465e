from __future__ import annotations

from django.urls import path

from parvis.web.alerts.views import quiet

urlpatterns = [path("quieten/<str:token>", quiet.quieten, name="quieten")]
