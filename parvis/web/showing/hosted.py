from __future__ import annotations

from django.urls import path

from parvis.web.showing.views import shelves, showcase, works

urlpatterns = [
    path("showcase", showcase.members, name="showing"),
    path("showcase/consent", showcase.consent, name="showing_consent"),
    path("showcase/works", works.gallery, name="showing_works"),
    path("showcase/works/new", works.new, name="showing_work_new"),
    path("showcase/works/<int:id>", works.edit, name="showing_work"),
    path("showcase/works/<int:id>/remove", works.remove, name="showing_work_remove"),
    path("showcase/works/<int:id>/hide", works.hide, name="showing_work_hide"),
    path("collections", shelves.everything, name="showing_shelves"),
    path("collections/new", shelves.new, name="showing_shelf_new"),
    path("collections/<int:id>", shelves.shelf, name="showing_shelf"),
    path("collections/<int:id>/edit", shelves.edit, name="showing_shelf_edit"),
    path("collections/<int:id>/add", shelves.add, name="showing_shelf_add"),
    path("collections/<int:id>/remove", shelves.remove, name="showing_shelf_remove"),
    path("collections/<int:id>/items/<int:item>", shelves.item, name="showing_shelf_item"),
    path("collections/<int:id>/feed.atom", shelves.feed, name="showing_shelf_feed"),
]
