"""The porch and what every page needs. Not under a brand: `parvis.web.urls` puts the screens there."""

from __future__ import annotations

from django.urls import path

from parvis.web.ui import assets, views

urlpatterns = [
    path("", views.home, name="home"),
    path("login", views.sign_in, name="sign-in"),
    path("logout", views.sign_out, name="sign-out"),
    path("language", views.choose_language, name="language"),
    path("theme", views.choose_theme, name="theme"),
    path("assets/parvis-<str:digest>.css", assets.style_view, name="style"),
    path(
        "assets/community-<str:digest>.css",
        assets.style_view,
        {"house": assets.House.COMMUNITY},
        name="community-style",
    ),
    path("assets/htmx-<str:digest>.js", assets.script_view, name="script"),
    path("favicon.svg", views.favicon, name="favicon"),
    path("favicon.ico", views.favicon),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("b/<slug:brand>/", views.brand_home, name="brand-home"),
    path("b/<slug:brand>/gallery", views.gallery, name="gallery"),
]
