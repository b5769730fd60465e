from __future__ import annotations

from django.urls import path

from parvis.web.places.views import add, capture, care, connect, lists, look

urlpatterns = [
    path("places/", look.places, name="places"),
    path("places/add", add.add, name="place_add"),
    path("places/confirm", add.confirm, name="place_confirm"),
    path("places/import", lists.import_list, name="places_import"),
    path("places/export.opml", lists.export_list, name="places_export"),
    path("places/capture", capture.paste, name="place_capture"),
    path("places/table", capture.table, name="place_table"),
    path("places/table/import", capture.import_rows, name="place_table_import"),
    path("places/accounts/", connect.accounts, name="place_accounts"),
    path("places/accounts/connect", connect.connect, name="place_connect"),
    path("places/accounts/return", connect.returned, name="place_connect_return"),
    path("places/accounts/<int:id>/", connect.choose, name="credential_places"),
    path("places/accounts/<int:id>/disconnect", connect.disconnect, name="credential_end"),
    path("places/<int:id>/", look.place, name="place"),
    path("places/<int:id>/settings", care.settings, name="place_settings"),
    path("places/<int:id>/describe", care.describe_place, name="place_describe"),
    path("places/<int:id>/keep", care.keep_place, name="place_keep"),
    path("places/<int:id>/pause", care.pause_place, name="place_pause"),
    path("places/<int:id>/resume", care.resume_place, name="place_resume"),
    path("places/<int:id>/read", care.read_now, name="place_read"),
    path("places/<int:id>/remove", care.remove, name="place_remove"),
]
