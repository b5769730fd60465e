from __future__ import annotations

from django.urls import path

from parvis.web.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/bell", views.bell, name="notices-bell"),
    path("notices/seen", views.seen, name="notices-seen"),
]
