from __future__ import annotations

from django.urls import path

from parvis.web.holding import views

urlpatterns = [
    path("held/", views.held, name="held"),
    path("held/decide", views.decide, name="held_decide"),
    path("held/undo", views.take_back, name="held_undo"),
]
