from __future__ import annotations

from django.urls import path

from parvis.web.look.views import access, app, devices, faces, worn

urlpatterns = [
    path("worn/look-<int:version>.css", worn.sheet, name="look_sheet"),
    path("worn/logo-<int:version>.webp", worn.logo, {"where": "logo"}, name="look_logo"),
    path("worn/logo_dark-<int:version>.webp", worn.logo, {"where": "logo_dark"}, name="look_logo_dark"),
    path("worn/icon-<int:side>-<int:version>.png", worn.icon, name="look_icon"),
    path("worn/mask-<int:side>-<int:version>.png", worn.icon, {"mask": True}, name="look_mask"),
    path("faces/<str:face>.webp", faces.show, name="look_face"),
    path("me/face", faces.mine, name="look_own_face"),
    path("manifest.webmanifest", app.manifest, name="look_manifest"),
    path("sw.js", app.worker, name="look_worker"),
    path("offline", app.offline, name="look_offline"),
    path("me/devices", devices.devices, name="look_devices"),
    path("me/devices/add", devices.add, name="look_device_add"),
    path("me/devices/stop", devices.stop, name="look_device_stop"),
    path("me/devices/try", devices.try_out, name="look_device_try"),
    path("accessibility", access.statement, name="look_access"),
]
