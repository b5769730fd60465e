from __future__ import annotations

from django.urls import path

from parvis.web.people import matching, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/matches", matching.matches, name="matches"),
    path("people/matches/<int:id>/same", matching.same, name="suggestion_same"),
    path("people/matches/<int:id>/different", matching.different, name="suggestion_different"),
    path("people/matches/<int:id>/later", matching.later, name="suggestion_later"),
    path("people/matches/<int:id>/back", matching.back, name="suggestion_back"),
    path("people/refusals/<int:id>/back", matching.refusal_back, name="refusal_back"),
    path("people/merges/<int:id>/undo", matching.merge_undo, name="merge_undo"),
    path("people/merges/<int:id>/separate", matching.merge_separate, name="merge_separate"),
    path("people/<int:id>/", views.person, name="person"),
    path("people/<int:id>/edit", views.edit, name="person_edit"),
    path("people/<int:id>/join", matching.person_join, name="person_join"),
    path("people/<int:id>/merge", matching.person_merge, name="person_merge"),
]
