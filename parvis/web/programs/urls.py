from __future__ import annotations

from django.urls import path

from parvis.web.programs.views import hooks, keys

urlpatterns = [
    path("settings/programs/", keys.programs, name="settings_programs"),
    path("settings/programs/keys/add", keys.add, name="key_add"),
    path("settings/programs/keys/<int:id>/end", keys.end, name="key_end"),
    path("settings/programs/webhooks/add", hooks.add, name="webhook_add"),
    path("settings/programs/webhooks/<int:id>/", hooks.hook, name="webhook"),
    path("settings/programs/webhooks/<int:id>/edit", hooks.edit, name="webhook_edit"),
    path("settings/programs/webhooks/<int:id>/pause", hooks.pause, name="webhook_pause"),
    path("settings/programs/webhooks/<int:id>/resume", hooks.resume, name="webhook_resume"),
    path("settings/programs/webhooks/<int:id>/end", hooks.end, name="webhook_end"),
    path("settings/programs/webhooks/<int:id>/try", hooks.try_now, name="webhook_try"),
    path("settings/programs/webhooks/<int:id>/deliveries/<int:delivery>/again", hooks.again, name="webhook_again"),
]
