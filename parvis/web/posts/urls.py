from __future__ import annotations

from django.urls import path

from parvis.web.posts import echoes, moderation, reading, views

urlpatterns = [
    path("posts/", views.posts, name="posts"),
    path("posts/<int:id>/", views.post, name="post"),
    path("posts/<int:id>/reading", reading.reading, name="post_reading"),
    path("posts/<int:id>/correct", reading.correct, name="post_correct"),
    path("posts/<int:id>/moderate", moderation.moderate, name="post_moderate"),
    path("posts/<int:id>/moderate/undo", moderation.take_back, name="post_moderate_undo"),
    path("posts/<int:id>/echoes", echoes.echoes, name="post_echoes"),
    path("posts/<int:id>/apart", echoes.apart, name="post_apart"),
    path("posts/<int:id>/together", echoes.together, name="post_together"),
    path("threads/<int:id>/", views.thread, name="thread"),
]
