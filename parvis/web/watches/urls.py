from __future__ import annotations

from django.urls import path

from parvis.web.watches import editor, views

urlpatterns = [
    path("watches/", views.watches, name="watches"),
    path("watches/new", editor.new, name="watch_new"),
    path("watches/try", editor.try_new, name="watch_try_new"),
    path("watches/<int:id>/", views.watch, name="watch"),
    path("watches/<int:id>/edit", editor.edit, name="watch_edit"),
    path("watches/<int:id>/try", editor.try_edit, name="watch_try"),
    path("watches/<int:id>/pause", views.pause, name="watch_pause"),
    path("watches/<int:id>/resume", views.resume, name="watch_resume"),
    path("watches/<int:id>/delete", views.delete, name="watch_delete"),
]
