from __future__ import annotations

from django.urls import path

from parvis.web.people import matching, papers, privacy, tables, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/import", tables.bring, name="people_import"),
    path("people/import/<int:table>/", tables.brought, name="people_import_done"),
    path("people/import/<int:table>/refused.csv", tables.refused, name="people_import_refused"),
    path("people/contacts.csv", tables.export, name="people_export"),
    path("people/<int:id>/", views.person, name="person"),
    path("people/<int:id>/edit", views.edit, name="person_edit"),
    path("people/<int:person>/notes", papers.note_add, name="person_note_add"),
    path("people/<int:person>/notes/<int:note>/edit", papers.note_edit, name="person_note_edit"),
    path("people/<int:person>/notes/<int:note>/remove", papers.note_remove, name="person_note_remove"),
    path("people/<int:person>/consents", papers.consent_add, name="person_consent_add"),
    path("people/<int:person>/promises", papers.promise_add, name="person_promise_add"),
    path("people/<int:person>/promises/<int:promise>/settle", papers.promise_settle, name="person_promise_settle"),
    path("people/<int:person>/export", privacy.export, name="person_export"),
    path("people/<int:person>/export/<int:copy>.zip", privacy.export_file, name="person_export_file"),
    path("people/<int:person>/erase", privacy.erasure, name="person_erase"),
    path("people/matches", matching.matches, name="matches"),
    path("people/matches/<int:id>/same", matching.same, name="suggestion_same"),
    path("people/matches/<int:id>/different", matching.different, name="suggestion_different"),
    path("people/matches/<int:id>/later", matching.later, name="suggestion_later"),
    path("people/matches/<int:id>/back", matching.back, name="suggestion_back"),
    path("people/refusals/<int:id>/back", matching.refusal_back, name="refusal_back"),
    path("people/merges/<int:id>/undo", matching.merge_undo, name="merge_undo"),
    path("people/merges/<int:id>/separate", matching.merge_separate, name="merge_separate"),
    path("people/<int:id>/join", matching.person_join, name="person_join"),
    path("people/<int:id>/merge", matching.person_merge, name="person_merge"),
]
