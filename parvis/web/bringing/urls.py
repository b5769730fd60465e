from __future__ import annotations

from django.urls import path

from parvis.web.bringing.views import archives, imports

urlpatterns = [
    path("community/bring/", imports.bringings, name="bringings"),
    path("community/bring/site", imports.site, name="bringings_site"),
    path("community/bring/addresses", imports.addresses, name="bringings_addresses"),
    path("community/bring/<int:id>/", imports.bringing, name="bringing"),
    path("community/bring/<int:id>/let-in", imports.let_in, name="bringing_let_in"),
    path("community/bring/<int:id>/go-on", imports.go_on, name="bringing_go_on"),
    path("community/bring/<int:id>/undo", imports.undo, name="bringing_undo"),
    path("community/archive/", archives.archives, name="archives"),
    path("community/archive/<int:id>.zip", archives.file, name="archive_file"),
]
