from __future__ import annotations

from django.urls import path

from parvis.web.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:id>/", views.person, name="person"),
    path("people/<int:id>/edit", views.edit, name="person_edit"),
]
