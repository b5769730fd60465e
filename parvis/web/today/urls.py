from __future__ import annotations

from django.urls import path

from parvis.web.today import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/looked", views.looked, name="today-looked"),
]
