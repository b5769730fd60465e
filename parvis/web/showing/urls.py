from __future__ import annotations

from django.urls import path

from parvis.web.showing.views import categories, desk

urlpatterns = [
    path("community/showcase", desk.showcase, name="showing_desk"),
    path("community/showcase/present", desk.propose, name="showing_present"),
    path("community/showcase/<int:id>/move/<str:way>", desk.move, name="spotlight_move"),
    path("community/showcase/<int:id>/end", desk.end, name="spotlight_end"),
    path("community/showcase/collections/<int:id>", desk.collection, name="collection_show"),
    path("community/spaces/<int:id>/categories", categories.categories, name="space_categories"),
    path("community/categories/<int:id>/rename", categories.rename, name="category_rename"),
    path("community/categories/<int:id>/move/<str:way>", categories.move, name="category_move"),
    path("community/categories/<int:id>/delete", categories.delete, name="category_delete"),
]
