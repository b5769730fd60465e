from __future__ import annotations

from django.urls import path

from parvis.web.collections import care, keeping, sending, views

urlpatterns = [
    path("collections/", views.collections, name="collections"),
    path("collections/new", care.new, name="collections_new"),
    path("collections/<int:id>/", views.collection, name="collection"),
    path("collections/<int:id>/edit", care.edit, name="collection_edit"),
    path("collections/<int:id>/delete", care.delete, name="collection_delete"),
    path("collections/<int:id>/link", keeping.link, name="collection_link"),
    path("collections/<int:id>/take", views.take, name="collection_take"),
    path("collections/<int:id>/send", sending.collection, name="collection_send"),
    path("kept/<int:id>/edit", care.edit_item, name="item_edit"),
    path("kept/<int:id>/move", care.move_item, name="item_move"),
    path("kept/<int:id>/remove", care.remove_item, name="item_remove"),
    path("posts/<int:id>/keep", keeping.post, name="post_keep"),
    path("posts/<int:id>/send", sending.post, name="post_send"),
]
