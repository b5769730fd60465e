from __future__ import annotations

from django.urls import path

from parvis.web.welcome import views

urlpatterns = [
    path("welcome/", views.brand, name="welcome"),
    path("welcome/watches/", views.watches, name="welcome_watches"),
    path("welcome/places/", views.places, name="welcome_places"),
    path("welcome/posts/", views.posts, name="welcome_posts"),
]
