from __future__ import annotations

from django.urls import path

from parvis.web.hosting.views import groups, house, spaces

urlpatterns = [
    path("community/", house.house, name="hosting"),
    path("community/open", house.open_it, name="hosting_open"),
    path("community/close", house.close_it, name="hosting_close"),
    path("community/describe", house.describe, name="hosting_describe"),
    path("community/spaces/new", spaces.new, name="space_new"),
    path("community/spaces/<int:id>/", spaces.edit, name="space_edit"),
    path("community/spaces/<int:id>/move/<str:way>", spaces.move, name="space_move"),
    path("community/spaces/<int:id>/shut", spaces.shut, name="space_shut"),
    path("community/spaces/<int:id>/reopen", spaces.reopen, name="space_reopen"),
    path("community/groups/add", groups.add, name="group_add"),
    path("community/groups/<int:id>/", groups.group, name="group"),
    path("community/groups/<int:id>/put", groups.put, name="group_put"),
    path("community/groups/<int:id>/take-out", groups.take_out, name="group_take_out"),
    path("community/groups/<int:id>/delete", groups.delete, name="group_delete"),
]
